// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A user's regular expression that must match the whole of a name. RE2 matches it in a time linear in the name, whatever
 * the expression is: java.util.regex needs hours for {@code (a+)+$} on a long name, and would need them on the threads
 * of a worker. What RE2 does not know, or would read otherwise than Java, is refused and never read as something else.
 */
public record NamePattern(Pattern compiled) {
    /** An expression that is longer or has more copies of its parts takes long to compile, nested deeply no stack. */
    private static final int LONGEST = 4_000;

    private static final long MOST_COPIES = 10_000;

    private static final java.util.regex.Pattern REPEAT = java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

    /** What RE2 leaves out, as it is written and as it is called. */
    private record Unknown(java.util.regex.Pattern form, String name) {
        Unknown(String form, String name) {
            this(java.util.regex.Pattern.compile(form), name);
        }
    }

    private static final List<Unknown> UNKNOWN = List.of(
            new Unknown("\\(\\?<?[=!]", "a look around"),
            new Unknown("\\(\\?>", "an atomic group"),
            new Unknown("\\\\(?:[1-9]|k<)", "a reference back"),
            new Unknown("(?<!\\\\)(?:[*+?]|\\{\\d+(?:,\\d*)?})\\+", "a possessive quantifier"));

    /** An expression; throws {@link IllegalArgumentException} that says what is wrong with it. */
    public static NamePattern of(String expression) {
        return of(expression, Pattern.DOTALL);
    }

    /** An expression for which capitals do not matter; throws {@link IllegalArgumentException} as {@link #of}. */
    public static NamePattern ignoringCase(String expression) {
        return of(expression, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    }

    private static NamePattern of(String expression, int flags) {
        requireSmall(expression);
        try {
            NamePattern pattern = new NamePattern(Pattern.compile(expression, flags));
            ExpressionScan.requireNoClassInAClass(expression);
            return pattern;
        } catch (PatternSyntaxException refused) {
            throw new IllegalArgumentException(words(expression, refused), refused);
        }
    }

    private static void requireSmall(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "it has %d characters and may have %d".formatted(expression.length(), LONGEST));
        }
        long copies = 1;
        Matcher repeat = REPEAT.matcher(expression);
        while (repeat.find() && copies <= MOST_COPIES) {
            copies *= Math.max(1, most(repeat));
        }
        if (copies > MOST_COPIES) {
            throw new IllegalArgumentException(
                    "its counts multiply to more than %d; write * or + for the longest of them".formatted(MOST_COPIES));
        }
    }

    private static long most(Matcher repeat) {
        String last = repeat.group(2) == null || repeat.group(2).isEmpty() ? repeat.group(1) : repeat.group(2);
        return last.length() > 5 ? MOST_COPIES + 1 : Long.parseLong(last);
    }

    private static String words(String expression, PatternSyntaxException refused) {
        for (Unknown unknown : UNKNOWN) {
            Matcher found = unknown.form().matcher(expression);
            if (found.find()) {
                return "\"%s\" is %s, which RE2 does not have, so that matching never takes long"
                        .formatted(found.group(), unknown.name());
            }
        }
        String part = refused.getPattern();
        boolean own = expression.contains(part) && !part.equals(expression);
        return refused.getDescription() + (own ? ": \"" + part + "\"" : "") + ", as RE2 reads it";
    }

    public boolean matches(String name) {
        return compiled.matches(name);
    }

    boolean matches(TableId table) {
        return matches(table.toString());
    }

    /** How every name begins that it matches. */
    List<LiteralStart> starts() {
        return (compiled.flags() & Pattern.CASE_INSENSITIVE) != 0
                ? List.of(LiteralStart.ANY)
                : LiteralStart.of(compiled.pattern());
    }

    /** Whether it is one name and matches no other. */
    public boolean isOneName() {
        List<LiteralStart> starts = starts();
        return starts.size() == 1 && starts.get(0).whole();
    }

    /** As the user wrote it. */
    @Override
    public String toString() {
        return compiled.pattern();
    }
}
