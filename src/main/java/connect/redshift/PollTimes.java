// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.CostConfig;
import connect.redshift.stream.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * When the tables of one task are asked for new rows: all of them at the same moments, so that they share a statement,
 * and all tasks of a connector at nearly the same, which each finds for itself: a Serverless workgroup that sleeps is
 * billed for a minute at least each time that it is woken, so sixteen tasks at moments of their own would cost four times
 * as much as one. A few seconds keep tasks apart, and the pace of calls ({@link connect.redshift.statement.CallRates})
 * does the rest.
 */
final class PollTimes {
    private static final Duration MOST_APART = Duration.ofSeconds(3);

    /** Connectors are spread over so long; any interval finds its own moments in it. */
    private static final long SPREAD_MILLIS = Duration.ofHours(1).toMillis();

    private final CostConfig cost;
    private final Duration delay;
    private final Instant start;
    private final Instant phase;

    /**
     * @param connector its name, from which the moments of its tasks follow
     * @param interval of most tables
     * @param jitter from 0 to 1
     */
    PollTimes(CostConfig cost, String connector, Duration interval, Instant now, DoubleSupplier jitter) {
        this.cost = cost;
        Duration shortly = interval.dividedBy(20);
        Duration apart = shortly.compareTo(MOST_APART) < 0 ? shortly : MOST_APART;
        this.delay = Duration.ofMillis((long) (apart.toMillis() * jitter.getAsDouble()));
        this.start = now.plus(delay);
        this.phase = Instant.EPOCH
                .plusMillis(Math.floorMod(connector.hashCode(), SPREAD_MILLIS))
                .plus(delay);
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
