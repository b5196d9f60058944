// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.util.UUID;

/**
 * One SQL text to run.
 *
 * @param name what operators see in Redshift's statement lists: connector, table and purpose
 * @param token makes submitting it twice run it once; 1 to 64 characters, honoured by the Data API for eight hours
 */
public record Statement(String name, String token, String sql) {
    /** The Data API takes 2,048 characters; half of it leaves room for what others prepend. */
    private static final int LONGEST_NAME = 1_024;

    public Statement {
        if (token.isEmpty() || token.length() > 64) {
            throw new IllegalArgumentException("token \"%s\" is not 1 to 64 characters long".formatted(token));
        }
        name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** A statement that is never submitted a second time by anybody who does not hold it. */
    public static Statement of(String name, String sql) {
        return new Statement(name, UUID.randomUUID().toString(), sql);
    }
}
