// SPDX-License-Identifier: Apache-2.0
/**
 * Runs SQL in Redshift and follows it to its end. A runner speaks one transport; {@link
 * connect.redshift.statement.Statements} does what is the same for all of them: asking again, retrying, deadlines,
 * cancelling. Must not know tables, S3 or Connect.
 */
package connect.redshift.statement;
