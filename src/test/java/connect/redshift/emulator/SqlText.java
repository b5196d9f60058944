// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Redshift's literals and identifiers, to and from their values. */
final class SqlText {
    private SqlText() {}

    /**
     * The value of an ordinary string literal, its outer quotes included: doubled quotes and backslash escapes, as measured on a real
     * Redshift (PostgreSQL 8's rules: standard_conforming_strings is off).
     */
    static String value(String literal) {
        StringBuilder value = new StringBuilder(literal.length());
        int end = literal.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = literal.charAt(i);
            if (c == '\'') {
                value.append('\'');
                i++;
                continue;
            }
            if (c != '\\') {
                value.append(c);
                continue;
            }
            char escaped = literal.charAt(++i);
            int octal = 0;
            while (octal < 3
                    && i + octal < end
                    && literal.charAt(i + octal) >= '0'
                    && literal.charAt(i + octal) <= '7') {
                octal++;
            }
            if (octal > 0) {
                value.append((char) (Integer.parseInt(literal.substring(i, i + octal), 8) & 0xFF));
                i += octal - 1;
                continue;
            }
            value.append(control(escaped));
        }
        return value.toString();
    }

    private static char control(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }

    static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Redshift folds ASCII letters only. */
    static String foldAscii(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 32));
            }
        }
        return folded.toString();
    }

    static String join(List<SqlToken> tokens) {
        return tokens.stream().map(SqlToken::text).collect(Collectors.joining());
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
