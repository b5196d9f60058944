// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.nio.charset.StandardCharsets;

/**
 * The only place where text becomes SQL. Redshift reads a backslash inside an ordinary string literal as an escape,
 * and the query inside {@code UNLOAD ('…')} is such a literal, so a value in that query is escaped twice: once as a
 * literal, once with the whole query.
 */
public final class SqlText {
    private SqlText() {}

    /** How long a text is where Redshift counts bytes. */
    public static int bytes(String sql) {
        return sql.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A quoted identifier. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A string literal that Redshift reads back as {@code value}; also the one that carries UNLOAD's query. */
    public static String literal(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text with a NUL character cannot be written in SQL");
        }
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
