// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Has the whole table read again and again, or once; asks Redshift nothing. */
public final class WholePlanner implements Planner {
    private final Clock clock;
    private final UnaryOperator<Instant> next;
    private final boolean once;

    /**
     * Reads every so often.
     *
     * @param interval from one beginning to the next
     */
    public WholePlanner(Clock clock, Duration interval, boolean once) {
        this(clock, (Instant begun) -> begun.plus(interval), once);
    }

    /**
     * Reads at certain times.
     *
     * @param next the time that follows a beginning
     */
    public WholePlanner(Clock clock, UnaryOperator<Instant> next, boolean once) {
        this.clock = clock;
        this.next = next;
        this.once = once;
    }

    @Override
    public CompletableFuture<Plan> plan(Position position) {
        // Offsets keep no more, and one that is read back must equal the one that was written.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (position instanceof Position.WholeRead read) {
            Instant due = next.apply(read.at());
            // A clock that was ahead when it told the last time must not put off the next one until it is right.
            if (!now.isBefore(read.at()) && now.isBefore(due)) {
                return CompletableFuture.completedFuture(new Plan.Later(Duration.between(now, due)));
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
