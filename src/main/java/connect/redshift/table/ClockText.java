// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TIME and TIMETZ as SQL writes them, and as ISO 8601 does. UNLOAD refuses both types in Parquet, so they are cast to
 * text and read back here. Java's own clock ends before 24:00:00, which Redshift's does not.
 */
final class ClockText {
    static final long MICROS_A_DAY = 86_400_000_000L;

    private static final Pattern FORM =
            Pattern.compile("(\\d\\d):([0-5]\\d):([0-5]\\d)(?:\\.(\\d{1,6}))?([+-]\\d\\d(?::\\d\\d){0,2})?");

    private ClockText() {}

    /** Microseconds since midnight of a TIME. */
    static long micros(String time) {
        Matcher form = matched(time);
        if (form.group(5) != null) {
            throw wrong(time);
        }
        return micros(form, time);
    }

    /** A TIMETZ, with the offset that Redshift has, {@code Z} for none. */
    static String zoned(String time) {
        Matcher form = matched(time);
        String offset = form.group(5);
        if (offset == null) {
            throw wrong(time);
        }
        boolean utc = offset.chars().noneMatch(c -> c >= '1' && c <= '9');
        String minutes = offset.length() == 3 ? offset + ":00" : offset;
        return iso(micros(form, time)) + (utc ? "Z" : minutes);
    }

    /** {@code 12:30:15.000001}. */
    static String iso(long micros) {
        long seconds = micros / 1_000_000;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%06d",
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60,
                micros % 1_000_000);
    }

    private static Matcher matched(String time) {
        Matcher form = FORM.matcher(time);
        if (!form.matches()) {
            throw wrong(time);
        }
        return form;
    }

    private static long micros(Matcher form, String time) {
        long seconds = (Long.parseLong(form.group(1)) * 60 + Long.parseLong(form.group(2))) * 60
                + Long.parseLong(form.group(3));
        String digits = form.group(4) == null ? "" : form.group(4);
        long micros = seconds * 1_000_000 + Long.parseLong((digits + "000000").substring(0, 6));
        if (micros > MICROS_A_DAY) {
            throw wrong(time);
        }
        return micros;
    }

    private static ValueException wrong(String time) {
        return new ValueException("\"%s\" is not a time of day".formatted(time));
    }
}
