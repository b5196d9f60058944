// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;

/**
 * A user's condition on a table's rows. It stands in brackets on lines of its own, so that a comment at its end hides
 * nothing, and it must be whole, so that no bracket in it can end ours and let rows of other windows in.
 */
public record RowFilter(Optional<String> condition) {
    /** Lets every row through. */
    public static final RowFilter NONE = new RowFilter(Optional.empty());

    /** A condition; throws {@link IllegalArgumentException} for what cannot be a whole one. */
    public static RowFilter parse(String condition) {
        int depth = 0;
        int at = 0;
        while (at < condition.length()) {
            char letter = condition.charAt(at);
            depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
            if (depth < 0 || letter == ';' || letter == '\0') {
                throw new IllegalArgumentException("it has a \"%s\" too many".formatted(letter));
            }
            at = next(condition, at);
        }
        if (depth > 0) {
            throw new IllegalArgumentException("it has a \"(\" that is not closed");
        }
        return new RowFilter(Optional.of(condition));
    }

    /** Behind the quoted text or the comment that starts here, or behind one character. */
    private static int next(String text, int at) {
        char letter = text.charAt(at);
        if (letter == '\'' || letter == '"') {
            int end = at + 1;
            while (end < text.length() && text.charAt(end) != letter) {
                end += letter == '\'' && text.charAt(end) == '\\' ? 2 : 1;
            }
            return behind(text, end, 1, "a " + letter + " that is not closed");
        }
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            return behind(text, end < 0 ? text.length() : end, 2, "a comment that is not closed");
        }
        return at + 1;
    }

    private static int behind(String text, int end, int length, String otherwise) {
        if (end >= text.length()) {
            throw new IllegalArgumentException("it has " + otherwise);
        }
        return end + length;
    }

    /** The rows of this filter for which {@code own}, a whole condition of ours, is true as well. */
    public RowFilter narrowed(String own) {
        return new RowFilter(
                Optional.of(condition.map(text -> "(\n" + text + "\n) AND ").orElse("") + own));
    }

    /** What follows another condition. */
    public String and() {
        return condition.map(text -> " AND (\n" + text + "\n)").orElse("");
    }

    /** What follows a statement without a condition. */
    public String where() {
        return condition.map(text -> "\nWHERE (\n" + text + "\n)").orElse("");
    }
}
