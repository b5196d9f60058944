// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.ArrayList;
import java.util.List;

/**
 * A user's SQL in pieces: quoted texts and comments whole, words whole, any other character alone. What Redshift might
 * read otherwise than it is read here is refused, so that nothing can hide in it: a quote or comment without an end, a
 * comment in a comment (one or two, by whose rules), and quotes of dollar signs.
 */
final class SqlPieces {
    /** What a piece is. */
    enum Kind {
        /** In single or double quotes. */
        QUOTED,
        COMMENT,
        BLANK,
        /** A name, a key word or a number without quotes. */
        WORD,
        SYMBOL
    }

    /** One piece; the texts of all, joined, are the SQL. */
    record Piece(Kind kind, String text) {
        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        boolean isWord(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        /** Whether it is there for readers only. */
        boolean meansNothing() {
            return kind == Kind.COMMENT || kind == Kind.BLANK;
        }
    }

    private final String sql;
    private int at;

    private SqlPieces(String sql) {
        this.sql = sql;
    }

    /** Throws {@link IllegalArgumentException} with what is wrong, as the end of a sentence on the text. */
    static List<Piece> of(String sql) {
        SqlPieces rest = new SqlPieces(sql);
        List<Piece> pieces = new ArrayList<>();
        while (rest.at < sql.length()) {
            int start = rest.at;
            Kind kind = rest.next();
            pieces.add(new Piece(kind, sql.substring(start, rest.at)));
        }
        return pieces;
    }

    /** Refuses brackets that end before they begin, or do not end. */
    static void requireBalance(List<Piece> pieces) {
        int depth = 0;
        for (Piece piece : pieces) {
            depth += piece.is("(") ? 1 : piece.is(")") ? -1 : 0;
            if (depth < 0) {
                throw new IllegalArgumentException("it has a \")\" too many");
            }
        }
        if (depth > 0) {
            throw new IllegalArgumentException("it has a \"(\" that is not closed");
        }
    }

    private Kind next() {
        char letter = sql.charAt(at);
        if (letter == '\'' || letter == '"') {
            quoted(letter);
            return Kind.QUOTED;
        }
        if (sql.startsWith("--", at)) {
            // Either of them ends the line.
            while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
                at++;
            }
            return Kind.COMMENT;
        }
        if (sql.startsWith("/*", at)) {
            comment();
            return Kind.COMMENT;
        }
        if (letter == '\0') {
            throw new IllegalArgumentException("it has a \"\0\" too many");
        }
        if (Character.isWhitespace(letter)) {
            at++;
            return Kind.BLANK;
        }
        if (Character.isDigit(letter)) {
            // A dollar sign ends a number, and belongs to a name.
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
                at++;
            }
            return Kind.WORD;
        }
        if (isWord(letter)) {
            while (at < sql.length() && (isWord(sql.charAt(at)) || sql.charAt(at) == '$')) {
                at++;
            }
            return Kind.WORD;
        }
        if (letter == '$') {
            requireNoDollarQuote();
        }
        at++;
        return Kind.SYMBOL;
    }

    private static boolean isWord(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '_';
    }

    private void quoted(char quote) {
        String twice = String.valueOf(quote).repeat(2);
        int end = at + 1;
        while (end < sql.length() && (sql.charAt(end) != quote || sql.startsWith(twice, end))) {
            boolean escape = sql.charAt(end) == quote || (quote == '\'' && sql.charAt(end) == '\\');
            end += escape ? 2 : 1;
        }
        if (end >= sql.length()) {
            throw new IllegalArgumentException("it has a " + quote + " that is not closed");
        }
        if (quote == '"' && end == at + 1) {
            throw new IllegalArgumentException("it has a name without a letter, \"\"");
        }
        at = end + 1;
    }

    private void comment() {
        int end = sql.indexOf("*/", at + 2);
        if (end < 0) {
            throw new IllegalArgumentException("it has a comment that is not closed");
        }
        if (sql.substring(at + 2, end + 1).contains("/*")) {
            throw new IllegalArgumentException("it has a comment in a comment");
        }
        at = end + 2;
    }

    private void requireNoDollarQuote() {
        int end = at + 1;
        while (end < sql.length() && isWord(sql.charAt(end))) {
            end++;
        }
        if (end < sql.length() && sql.charAt(end) == '$') {
            throw new IllegalArgumentException(
                    "it has a quote of dollar signs, %s".formatted(sql.substring(at, end + 1)));
        }
    }
}
