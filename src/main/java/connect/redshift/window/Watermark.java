// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.SqlText;
import connect.redshift.table.Ordering;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value of the column that orders change, as Redshift wrote it. It is only ever compared by Redshift, so it stays
 * text: no microsecond, digit or collation can be lost on the way through a worker and back.
 */
public record Watermark(Ordering ordering, String text) {
    private static final String DAY = "\\d{4,6}-\\d{2}-\\d{2}";
    private static final Pattern DATE = Pattern.compile(DAY + "( BC)?");
    private static final Pattern TIME = Pattern.compile(DAY + " \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?( BC)?");

    public Watermark {
        String expected = expectation(ordering, text);
        if (!expected.isEmpty()) {
            throw new IllegalArgumentException("watermark \"%s\" is not %s".formatted(text, expected));
        }
    }

    /** What {@code text} should have been; empty where it is right. */
    private static String expectation(Ordering ordering, String text) {
        return switch (ordering) {
            case TIMESTAMP -> TIME.matcher(text).matches() ? "" : "a timestamp such as 2026-01-31 23:59:59.123456";
            case TIMESTAMPTZ ->
                TIME.matcher(text).matches() ? "" : "an instant in UTC such as 2026-01-31 23:59:59.123456";
            case DATE -> DATE.matcher(text).matches() ? "" : "a date such as 2026-01-31";
            case NUMBER -> isNumber(text) ? "" : "a number such as 42 or 0.5";
            case TEXT -> text.indexOf('\0') < 0 ? "" : "a text without NUL characters";
        };
    }

    private static boolean isNumber(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            // Redshift's numbers have 38 digits; written out, 1e999999999 would fill the memory.
            return number.precision() <= 38 && Math.abs(number.scale()) <= 38;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    /**
     * Whether it is certain that this value is not greater than {@code other}. Texts are compared by Redshift alone, under
     * a collation that is not known here, so of two different ones nothing is certain.
     */
    boolean isAtMost(Watermark other) {
        if (ordering != other.ordering) {
            return false;
        }
        return switch (ordering) {
            case TIMESTAMP, TIMESTAMPTZ, DATE -> !time().isAfter(other.time());
            case NUMBER -> new BigDecimal(text).compareTo(new BigDecimal(other.text)) <= 0;
            case TEXT -> text.equals(other.text);
        };
    }

    private LocalDateTime time() {
        boolean before = text.endsWith(" BC");
        String plain = before ? text.substring(0, text.length() - 3) : text;
        int dash = plain.indexOf('-');
        int year = Integer.parseInt(plain.substring(0, dash));
        // There is no year 0: 1 BC is followed by 1 AD.
        int proleptic = before ? 1 - year : year;
        LocalDateTime time = LocalDateTime.parse(
                "2000" + plain.substring(dash).replace(' ', 'T') + (ordering == Ordering.DATE ? "T00:00" : ""));
        return time.withYear(proleptic);
    }

    /** The value as an SQL literal of its type; an instant says its zone, so that no session's zone matters. */
    public String sql() {
        return switch (ordering) {
            case TIMESTAMP -> SqlText.literal(text) + "::timestamp";
            case TIMESTAMPTZ -> SqlText.literal(inUtc()) + "::timestamptz";
            case DATE -> SqlText.literal(text) + "::date";
            case NUMBER -> new BigDecimal(text).toPlainString();
            case TEXT -> SqlText.literal(text);
        };
    }

    /**
     * The moment up to which a row with this watermark stands for all rows: of a day its end. Empty where the watermark is
     * no time, or none that clocks tell.
     *
     * @param zone of columns without one ({@code db.timezone})
     */
    public Optional<Instant> instant(ZoneId zone) {
        if (text.endsWith(" BC")) {
            return Optional.empty();
        }
        return switch (ordering) {
            case TIMESTAMP -> Optional.of(time().atZone(zone).toInstant());
            case TIMESTAMPTZ -> Optional.of(time().toInstant(ZoneOffset.UTC));
            case DATE ->
                Optional.of(time().toLocalDate().plusDays(1).atStartOfDay(zone).toInstant());
            case NUMBER, TEXT -> Optional.empty();
        };
    }

    private String inUtc() {
        return text.endsWith(" BC") ? text.substring(0, text.length() - 3) + "+00 BC" : text + "+00";
    }

    @Override
    public String toString() {
        return text;
    }
}
