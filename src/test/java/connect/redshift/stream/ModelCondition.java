// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import connect.redshift.testing.FakeStatements.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A condition as Redshift reads it, for rows of an id and a stamp: NULL is neither true nor false, and NOT keeps it. */
final class ModelCondition {
    private static final Pattern COMPARISON = Pattern.compile("\"wm\" (<=|>=|<|>) (.+)", Pattern.DOTALL);
    private static final Pattern SHARD = Pattern.compile(
            "COALESCE\\(MOD\\(STRTOL\\(SUBSTRING\\(MD5\\(\"id\"::varchar\\), 1, 7\\), 16\\), (\\d+)\\), 0\\) = (\\d+)");

    private final ToLongFunction<String> values;

    /** What a row makes of a condition; null for NULL. */
    interface Test {
        Boolean of(ModelTable.Row row);
    }

    /**
     * @param values the number behind an expression that a stamp is compared with
     */
    ModelCondition(ToLongFunction<String> values) {
        this.values = values;
    }

    Test parse(String text) {
        String condition = text.strip();
        int or = operator(condition, "OR");
        if (or >= 0) {
            Test one = parse(condition.substring(0, or));
            Test other = parse(condition.substring(or + 2));
            return row -> not(and(not(one.of(row)), not(other.of(row))));
        }
        int and = operator(condition, "AND");
        if (and >= 0) {
            Test one = parse(condition.substring(0, and));
            Test other = parse(condition.substring(and + 3));
            return row -> and(one.of(row), other.of(row));
        }
        if (condition.startsWith("NOT (")) {
            Test inner = parse(condition.substring(4));
            return row -> not(inner.of(row));
        }
        if (condition.startsWith("(") && condition.endsWith(")")) {
            return parse(condition.substring(1, condition.length() - 1));
        }
        return leaf(condition);
    }

    private Test leaf(String condition) {
        if (condition.equals("1 = 1")) {
            return row -> true;
        }
        if (condition.equals("\"wm\" IS NULL")) {
            return row -> row.stamp() == ModelTable.NULL;
        }
        Matcher shard = SHARD.matcher(condition);
        if (shard.matches()) {
            int count = Integer.parseInt(shard.group(1));
            int index = Integer.parseInt(shard.group(2));
            return row -> bucket(row.id(), count) == index;
        }
        Matcher comparison = COMPARISON.matcher(condition);
        if (!comparison.matches()) {
            throw new Refusal("syntax error at " + condition);
        }
        long bound = values.applyAsLong(comparison.group(2));
        return row -> row.stamp() == ModelTable.NULL ? null : compare(row.stamp(), comparison.group(1), bound);
    }

    private static boolean compare(long stamp, String operator, long bound) {
        return switch (operator) {
            case "<=" -> stamp <= bound;
            case ">=" -> stamp >= bound;
            case "<" -> stamp < bound;
            default -> stamp > bound;
        };
    }

    /** Written from the functions' documentation: MD5 in hexadecimal, its first seven digits as a number. */
    static int bucket(long id, int count) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest(Long.toString(id).getBytes(UTF_8));
            return (int) (Long.parseLong(HexFormat.of().formatHex(digest).substring(0, 7), 16) % count);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Boolean and(Boolean one, Boolean other) {
        if (Boolean.FALSE.equals(one) || Boolean.FALSE.equals(other)) {
            return false;
        }
        return (one == null || other == null) ? null : Boolean.TRUE;
    }

    private static Boolean not(Boolean value) {
        return value == null ? null : Boolean.valueOf(!value);
    }

    /** Where a word stands outside all brackets and quotes; negative where it does not. */
    private static int operator(String text, String word) {
        int depth = 0;
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            quoted ^= letter == '\'';
            depth += quoted ? 0 : letter == '(' ? 1 : letter == ')' ? -1 : 0;
            if (depth == 0
                    && !quoted
                    && at > 0
                    && text.startsWith(word, at)
                    && isBlank(text, at - 1)
                    && isBlank(text, at + word.length())) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isBlank(String text, int at) {
        return at < text.length() && Character.isWhitespace(text.charAt(at));
    }
}
