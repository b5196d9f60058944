// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

/** A statement as Redshift lists it: its id, what its submitter called it, and its text. */
public record ListedStatement(String id, String name, String sql) {}
