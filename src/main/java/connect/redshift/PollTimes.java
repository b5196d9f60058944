// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.CostConfig;
import connect.redshift.stream.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * When the tables of one task are asked for new rows: all of them at the same moments, so that they share a statement,
 * and each task at moments of its own, so that tasks that were started together do not ask together for ever.
 */
final class PollTimes {
    private static final Duration LATEST_START = Duration.ofSeconds(3);

    private final CostConfig cost;
    private final Duration delay;
    private final Instant start;
    private final Instant phase;

    /**
     * @param interval of most tables
     * @param jitter from 0 to 1
     */
    PollTimes(CostConfig cost, Duration interval, Instant now, DoubleSupplier jitter) {
        this.cost = cost;
        Duration shortly = interval.dividedBy(20);
        this.delay = part(shortly.compareTo(LATEST_START) < 0 ? shortly : LATEST_START, jitter);
        this.start = now.plus(delay);
        this.phase = now.plus(part(interval, jitter));
    }

    private static Duration part(Duration whole, DoubleSupplier jitter) {
        return Duration.ofMillis((long) (whole.toMillis() * jitter.getAsDouble()));
    }

    /** Of a table that is asked every so often, unless the user named times. */
    Timetable every(Duration interval) {
        Timetable regular = Timetable.grid(start, phase, interval);
        Timetable polls = cost.cron()
                .map(cron ->
                        regular.at(moment -> cron.apply(moment.minus(delay)).plus(delay)))
                .orElse(regular);
        return cost.quiet().map(polls::within).orElse(polls);
    }
}
