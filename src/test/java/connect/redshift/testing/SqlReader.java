// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

/**
 * Reads quoted text the way Redshift does, written from its rules and not from our quoting: inside {@code '…'} a quote
 * is doubled and a backslash escapes what follows it; inside {@code "…"} a quote is doubled and nothing else means
 * anything.
 */
public final class SqlReader {
    private final String sql;
    private int at;

    public SqlReader(String sql) {
        this.sql = sql;
    }

    public void expect(String text) {
        if (!sql.startsWith(text, at)) {
            throw new IllegalArgumentException("expected <%s> at %d of <%s>".formatted(text, at, sql));
        }
        at += text.length();
    }

    public void expectEnd() {
        if (at != sql.length()) {
            throw new IllegalArgumentException("expected the end at %d of <%s>".formatted(at, sql));
        }
    }

    public String identifier() {
        expect("\"");
        StringBuilder name = new StringBuilder();
        while (true) {
            char letter = next();
            if (letter != '"') {
                name.append(letter);
            } else if (at < sql.length() && sql.charAt(at) == '"') {
                name.append(next());
            } else {
                return name.toString();
            }
        }
    }

    public String literal() {
        expect("'");
        StringBuilder value = new StringBuilder();
        while (true) {
            char letter = next();
            if (letter == '\\') {
                value.append(escaped());
            } else if (letter != '\'') {
                value.append(letter);
            } else if (at < sql.length() && sql.charAt(at) == '\'') {
                value.append(next());
            } else {
                return value.toString();
            }
        }
    }

    private char escaped() {
        char letter = next();
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> number("0123456789abcdef", 2, letter);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                yield number("01234567", 3, letter);
            }
            default -> letter;
        };
    }

    /** A character by its code; {@code otherwise} where no digit follows. */
    private char number(String digits, int longest, char otherwise) {
        int code = 0;
        int count = 0;
        while (count < longest && at < sql.length() && digits.indexOf(Character.toLowerCase(sql.charAt(at))) >= 0) {
            code = code * digits.length() + digits.indexOf(Character.toLowerCase(next()));
            count++;
        }
        return count == 0 ? otherwise : (char) code;
    }

    private char next() {
        if (at == sql.length()) {
            throw new IllegalArgumentException("quoted text without an end in <%s>".formatted(sql));
        }
        return sql.charAt(at++);
    }
}
