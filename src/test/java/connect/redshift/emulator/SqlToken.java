// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.util.Locale;

/** One piece of SQL text as written; the texts of all tokens of a statement, joined, are the statement. */
record SqlToken(Kind kind, String text) {
    enum Kind {
        SPACE,
        COMMENT,
        WORD,
        QUOTED,
        STRING,
        DOLLAR,
        NUMBER,
        PARAMETER,
        SYMBOL
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isBlank() {
        return kind == Kind.SPACE || kind == Kind.COMMENT;
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** The identifier this token names, folded as Redshift does. */
    String name(boolean caseSensitive) {
        if (kind == Kind.WORD) {
            return text.toLowerCase(Locale.ROOT);
        }
        String inner = text.substring(1, text.length() - 1).replace("\"\"", "\"");
        return caseSensitive ? inner : SqlText.foldAscii(inner);
    }
}
