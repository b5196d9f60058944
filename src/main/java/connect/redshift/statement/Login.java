// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

/** Where a database connection is opened, and as whom. */
public record Login(String host, int port, String database, String user, String password) {
    /** Who, where; the password is nobody's business. */
    @Override
    public String toString() {
        return "%s@%s:%d/%s".formatted(user, host, port, database);
    }
}
