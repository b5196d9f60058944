// SPDX-License-Identifier: Apache-2.0
/**
 * What a user may set: one record a group of settings, parsed once by the root and seen by nobody else. May import
 * value types of {@code table}; must not know any service.
 */
package connect.redshift.config;
