// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.SqlText;
import connect.redshift.table.Ordering;
import java.time.Duration;
import java.time.ZoneId;

/**
 * How far behind Redshift's clock a table is read, and in which zone its wall-clock columns are told.
 *
 * @param delay must be longer than the longest transaction that writes rows; at least one second, so that a tie within
 *     the running second is never split
 * @param zone of TIMESTAMP and DATE columns ({@code db.timezone})
 */
public record Bound(Duration delay, ZoneId zone) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * Redshift's clock as an instant, whatever the session's zone is. SYSDATE is a wall clock in that zone, and in the
     * hour that daylight saving repeats it means two instants; the lesser of two readings of it is never in the future
     * (Redshift developer guide: SYSDATE, and casting TIMESTAMP to TIMESTAMPTZ).
     */
    static final String CLOCK =
            "LEAST(SYSDATE::timestamptz, (SYSDATE - INTERVAL '1 hour')::timestamptz + INTERVAL '1 hour')";

    public Bound {
        if (delay.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a delay of %s is shorter than one second".formatted(delay));
        }
    }

    /**
     * An instant as the zone's wall clock. Where daylight saving repeats an hour, rows of both passes are stamped alike,
     * so the first pass must wait: the lesser of the clock now and the clock in an hour, less that hour, never passes a
     * stamp that is still to come.
     */
    private String wallClock(String instant) {
        String quotedZone = SqlText.literal(zone.getId());
        String now = "(%s AT TIME ZONE %s)".formatted(instant, quotedZone);
        return zone.getRules().isFixedOffset()
                ? now
                : "LEAST(%s, ((%s + INTERVAL '1 hour') AT TIME ZONE %s) - INTERVAL '1 hour')"
                        .formatted(now, instant, quotedZone);
    }

    /** The clock less the delay, as a value that a time column is compared with; rows at or after it must wait. */
    String sql(Ordering ordering) {
        String instant = "(%s - INTERVAL '%d seconds')"
                .formatted(CLOCK, delay.plusMillis(999).toSeconds());
        String wallClock = wallClock(instant);
        return switch (ordering) {
            case TIMESTAMPTZ -> instant;
            case TIMESTAMP -> wallClock;
            // A day is over only when the delay has passed since its midnight.
            case DATE -> wallClock + "::date";
            case NUMBER, TEXT -> throw new IllegalArgumentException(ordering + " has no clock");
        };
    }
}
