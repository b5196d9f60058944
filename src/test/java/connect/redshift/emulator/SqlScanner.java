// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/** Splits SQL text into tokens: strings, quoted identifiers, dollar quotes and comments are never looked into. */
final class SqlScanner {
    private final String sql;
    private int at;

    private SqlScanner(String sql) {
        this.sql = sql;
    }

    static List<SqlToken> tokens(String sql) {
        SqlScanner scanner = new SqlScanner(sql);
        List<SqlToken> tokens = new ArrayList<>();
        while (scanner.at < sql.length()) {
            tokens.add(scanner.next());
        }
        return tokens;
    }

    /** The tokens that mean something: without white space, comments and a closing semicolon. */
    static List<SqlToken> meaning(String sql) {
        List<SqlToken> tokens = new ArrayList<>(tokens(sql));
        tokens.removeIf(SqlToken::isBlank);
        while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isSymbol(";")) {
            tokens.remove(tokens.size() - 1);
        }
        return tokens;
    }

    private SqlToken next() {
        int start = at;
        Kind kind = read();
        return new SqlToken(kind, sql.substring(start, at));
    }

    private Kind read() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            advance(Character::isWhitespace);
            return Kind.SPACE;
        }
        if (sql.startsWith("--", at)) {
            advance(letter -> letter != '\n' && letter != '\r');
            return Kind.COMMENT;
        }
        if (sql.startsWith("/*", at)) {
            return blockComment();
        }
        if (c == '\'') {
            return string();
        }
        if (c == '"') {
            return quoted();
        }
        if (c == '$') {
            return dollar();
        }
        if (Character.isDigit(c) || (c == '.' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1)))) {
            return number();
        }
        if (Character.isLetter(c) || c == '_') {
            advance(SqlScanner::isWordPart);
            return Kind.WORD;
        }
        if (sql.startsWith("::", at)) {
            at += 2;
            return Kind.SYMBOL;
        }
        if (c == ':' && at + 1 < sql.length() && isWordPart(sql.charAt(at + 1))) {
            at++;
            advance(SqlScanner::isWordPart);
            return Kind.PARAMETER;
        }
        at++;
        return Kind.SYMBOL;
    }

    private void advance(java.util.function.IntPredicate part) {
        while (at < sql.length() && part.test(sql.charAt(at))) {
            at++;
        }
    }

    private static boolean isWordPart(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private Kind blockComment() {
        int depth = 0;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return Kind.COMMENT;
                }
            } else {
                at++;
            }
        }
        throw new SqlFailure("ERROR: unterminated /* comment");
    }

    private Kind string() {
        int start = at++;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\') {
                at += 2;
            } else if (c == '\'' && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
                at += 2;
            } else if (c == '\'') {
                at++;
                return Kind.STRING;
            } else {
                at++;
            }
        }
        throw new SqlFailure("ERROR: unterminated quoted string at or near \"" + sql.substring(start) + "\"");
    }

    private Kind quoted() {
        int start = at++;
        while (at < sql.length()) {
            if (sql.charAt(at) != '"') {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == '"') {
                at += 2;
            } else {
                at++;
                if (at - start == 2) {
                    throw new SqlFailure("ERROR: zero-length delimited identifier at or near \"\"\"\"");
                }
                return Kind.QUOTED;
            }
        }
        throw new SqlFailure("ERROR: unterminated quoted identifier at or near \"" + sql.substring(start) + "\"");
    }

    private Kind dollar() {
        int tagEnd = at + 1;
        while (tagEnd < sql.length() && (Character.isLetterOrDigit(sql.charAt(tagEnd)) || sql.charAt(tagEnd) == '_')) {
            tagEnd++;
        }
        boolean positional = at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1));
        if (positional || tagEnd >= sql.length() || sql.charAt(tagEnd) != '$') {
            at++;
            return Kind.SYMBOL;
        }
        String tag = sql.substring(at, tagEnd + 1);
        int end = sql.indexOf(tag, tagEnd + 1);
        if (end < 0) {
            throw new SqlFailure("ERROR: unterminated dollar-quoted string at or near \"" + sql.substring(at) + "\"");
        }
        at = end + tag.length();
        return Kind.DOLLAR;
    }

    private Kind number() {
        advance(c -> Character.isDigit(c) || c == '.');
        boolean exponent = at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E');
        int digits = at + 1;
        if (exponent && digits < sql.length() && (sql.charAt(digits) == '+' || sql.charAt(digits) == '-')) {
            digits++;
        }
        if (exponent && digits < sql.length() && Character.isDigit(sql.charAt(digits))) {
            at = digits;
            advance(Character::isDigit);
        }
        return Kind.NUMBER;
    }
}
