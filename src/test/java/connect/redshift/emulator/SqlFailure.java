// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

/** A statement that Redshift refuses or that fails while running; the message is DescribeStatement's {@code Error}. */
final class SqlFailure extends RuntimeException {
    SqlFailure(String message) {
        super(message);
    }

    static SqlFailure syntax(String near) {
        return new SqlFailure("ERROR: syntax error at or near \"" + near + "\"");
    }
}
