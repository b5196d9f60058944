// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneOffsetTransition;
import java.util.function.UnaryOperator;

/**
 * A part of each day in which no table is asked for new rows, by the wall clock of a zone: an hour that daylight saving
 * skips is not waited for, and one that it repeats is quiet twice.
 *
 * @param from the first quiet moment
 * @param to the first moment that is not quiet any more; before {@code from} where the night lies in between
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) implements UnaryOperator<Instant> {
    public QuietHours {
        if (from.equals(to)) {
            throw new IllegalArgumentException("from %s to %s there is no time to poll".formatted(from, to));
        }
    }

    /** Hours such as {@code 22:00-06:00}; throws IllegalArgumentException for what is none. */
    static QuietHours parse(String text, ZoneId zone) {
        String[] ends = text.split("-", -1);
        try {
            if (ends.length == 2) {
                return new QuietHours(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()), zone);
            }
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(expected(text), wrong);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "\"%s\" is not from one time to another, such as 22:00-06:00".formatted(text);
    }

    /** The moment itself, or the end of the quiet hours that it falls in. */
    @Override
    public Instant apply(Instant moment) {
        ZonedDateTime local = moment.atZone(zone);
        LocalTime time = local.toLocalTime();
        boolean overnight = to.isBefore(from);
        boolean quiet =
                overnight ? !time.isBefore(from) || time.isBefore(to) : !time.isBefore(from) && time.isBefore(to);
        if (!quiet) {
            return moment;
        }
        LocalDate day = local.toLocalDate();
        return end(overnight && !time.isBefore(from) ? day.plusDays(1) : day, moment);
    }

    private Instant end(LocalDate day, Instant after) {
        LocalDateTime wall = day.atTime(to);
        ZoneOffsetTransition change = zone.getRules().getTransition(wall);
        if (change != null && change.isGap()) {
            return change.getInstant();
        }
        ZonedDateTime end = wall.atZone(zone);
        return end.toInstant().isAfter(after)
                ? end.toInstant()
                : end.withLaterOffsetAtOverlap().toInstant();
    }
}
