// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.ArrayList;
import java.util.List;

/** Walks through an expression that RE2 takes, past what is quoted, escaped or in a class. */
final class ExpressionScan {
    private ExpressionScan() {}

    /** The expressions that a top-level {@code |} separates. */
    static List<String> alternatives(String expression) {
        List<String> alternatives = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int at = 0; at < expression.length(); at = next(expression, at)) {
            char letter = expression.charAt(at);
            depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
            if (letter == '|' && depth == 0) {
                alternatives.add(expression.substring(start, at));
                start = at + 1;
            }
        }
        alternatives.add(expression.substring(start));
        return alternatives;
    }

    /** Java intersects and joins classes in a class; RE2 takes the same text for characters, and so for another class. */
    static void requireNoClassInAClass(String expression) {
        for (int at = 0; at < expression.length(); at = next(expression, at)) {
            if (expression.charAt(at) == '[') {
                String inside = expression.substring(at + 1, Math.max(at + 1, next(expression, at) - 1));
                String plain = inside.replaceAll("\\\\.", "").replaceAll("\\[:\\^?[a-z]+:]", "");
                if (plain.contains("[") || plain.contains("&&")) {
                    throw new IllegalArgumentException(
                            "\"[%s]\" is a class in a class, which RE2 does not have; escape what is no class with \\"
                                    .formatted(inside));
                }
            }
        }
    }

    /** Behind the character, the escape, the quote or the class that starts here. */
    private static int next(String expression, int at) {
        char letter = expression.charAt(at);
        if (letter == '\\') {
            if (!expression.startsWith("\\Q", at)) {
                return at + 2;
            }
            int end = expression.indexOf("\\E", at);
            return end < 0 ? expression.length() : end + 2;
        }
        return letter == '[' ? behindClass(expression, at) : at + 1;
    }

    private static int behindClass(String expression, int start) {
        int at = start + 1;
        if (expression.startsWith("^", at)) {
            at++;
        }
        // A bracket that comes first is a character of the class.
        boolean first = true;
        while (at < expression.length() && (first || expression.charAt(at) != ']')) {
            int named = expression.startsWith("[:", at) ? expression.indexOf(":]", at + 2) : -1;
            at = named > 0 ? named + 2 : at + (expression.charAt(at) == '\\' ? 2 : 1);
            first = false;
        }
        return Math.min(at + 1, expression.length());
    }
}
