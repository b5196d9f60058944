// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

/** What is wrong with one setting, in words that say what to do. */
public record Problem(String setting, String message) {}
