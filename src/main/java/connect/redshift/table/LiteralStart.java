// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;

/**
 * Characters that a name must begin with for an expression to match it.
 *
 * @param whole whether nothing else may follow
 */
record LiteralStart(String text, boolean whole) {
    /** Says nothing. */
    static final LiteralStart ANY = new LiteralStart("", false);

    private static final String SPECIAL = ".[](){}*+?^$|\\";
    private static final String QUANTIFIERS = "*+?{";

    /** Schema, dot and table have fewer. */
    private static final int LONGEST = 300;

    /**
     * How each name begins that an expression for whole names matches: in one of these ways. Never too much is said, so
     * whatever is not plainly literal ends it.
     */
    static List<LiteralStart> of(String expression) {
        // Flags may change what the letters mean that follow.
        if (expression.replace("(?:", "(").contains("(?")) {
            return List.of(ANY);
        }
        return ExpressionScan.alternatives(expression).stream()
                .map(LiteralStart::ofOne)
                .distinct()
                .toList();
    }

    private static LiteralStart ofOne(String expression) {
        StringBuilder text = new StringBuilder();
        int at = expression.startsWith("^") ? 1 : 0;
        while (at < expression.length()) {
            int letter = expression.codePointAt(at);
            int behind = at + Character.charCount(letter);
            if (letter == '$' && behind == expression.length()) {
                break;
            }
            if (letter == '\\' && behind < expression.length()) {
                letter = expression.codePointAt(behind);
                behind += Character.charCount(letter);
                if (Character.isLetterOrDigit(letter)) {
                    return new LiteralStart(text.toString(), false);
                }
            } else if (SPECIAL.indexOf(letter) >= 0) {
                return new LiteralStart(text.toString(), false);
            }
            boolean repeated = behind < expression.length() && QUANTIFIERS.indexOf(expression.charAt(behind)) >= 0;
            if (repeated || letter == 0 || text.length() > LONGEST) {
                return new LiteralStart(text.toString(), false);
            }
            text.appendCodePoint(letter);
            at = behind;
        }
        return new LiteralStart(text.toString(), true);
    }
}
