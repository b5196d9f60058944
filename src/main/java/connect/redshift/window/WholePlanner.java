// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/** Has the whole table read again and again, or once; asks Redshift nothing. */
public final class WholePlanner implements Planner {
    private final Clock clock;
    private final Duration interval;
    private final boolean once;

    /**
     * @param interval from one beginning to the next
     */
    public WholePlanner(Clock clock, Duration interval, boolean once) {
        this.clock = clock;
        this.interval = interval;
        this.once = once;
    }

    @Override
    public CompletableFuture<Plan> plan(Position position) {
        // Offsets keep no more, and one that is read back must equal the one that was written.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (position instanceof Position.WholeRead read) {
            Duration since = Duration.between(read.at(), now);
            // A clock that was ahead when it told the last time must not put off the next one until it is right.
            if (!since.isNegative() && since.compareTo(interval) < 0) {
                return CompletableFuture.completedFuture(new Plan.Later(interval.minus(since)));
            }
        }
        Position end = new Position.WholeRead(now);
        return CompletableFuture.completedFuture(
                new Plan.Read(new Window(new Position.Beginning(), once ? new Position.Ended(end) : end)));
    }

    /** Not asked: a configuration that reads whole tables from now on is refused. */
    @Override
    public CompletableFuture<Position> now() {
        return CompletableFuture.failedFuture(new IllegalStateException("a whole table has no now"));
    }
}
