// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * When a table is asked for new rows.
 *
 * @param start of the first time; the same for all tables of a task, so that they ask together
 * @param interval between two times, as far as it is regular
 * @param next the time that follows a moment
 * @param open the first moment from a given one on at which the table may be asked at all
 */
public record Timetable(Instant start, Duration interval, UnaryOperator<Instant> next, UnaryOperator<Instant> open) {
    /** So long after the last time, whenever that was. */
    public static Timetable every(Duration interval) {
        return new Timetable(Instant.MIN, interval, moment -> moment.plus(interval), moment -> moment);
    }

    /**
     * At {@code phase} and every interval before and after it, whatever was read in between: tables that share a phase
     * ask at the same moments, and so with one statement.
     */
    public static Timetable grid(Instant start, Instant phase, Duration interval) {
        return new Timetable(
                start,
                interval,
                moment -> phase.plus(interval.multipliedBy(
                        Math.floorDiv(Duration.between(phase, moment).toMillis(), interval.toMillis()) + 1)),
                moment -> moment);
    }

    /** The same, but never at a moment for which {@code other} names a later one. */
    public Timetable within(UnaryOperator<Instant> other) {
        return new Timetable(start, interval, next, other);
    }

    /** The same, at other times. */
    public Timetable at(UnaryOperator<Instant> other) {
        return new Timetable(start, interval, other, open);
    }
}
