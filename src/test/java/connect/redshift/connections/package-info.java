// SPDX-License-Identifier: Apache-2.0
/**
 * Every way to a Redshift: targets, callers of AWS, database identities and transports, crossed with each other and run
 * against a local account, a local Redshift and a local S3 with the unmodified SDK and driver.
 */
package connect.redshift.connections;
