// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The worker's clock, but never going back: while a worker's clock is behind what it has told already, the time that
 * passes is told instead. Else a clock that is set back by an hour would make everything that waits until a moment wait
 * an hour longer, an open transaction among it, which Kafka then aborts.
 */
final class ForwardClock extends Clock {
    private final Clock worker;
    private final LongSupplier nanos;

    private Instant latest;
    private long latestNanos;

    ForwardClock() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /**
     * @param nanos time that passes, from any origin, as {@link System#nanoTime} tells it
     */
    ForwardClock(Clock worker, LongSupplier nanos) {
        this.worker = worker;
        this.nanos = nanos;
        this.latest = worker.instant();
        this.latestNanos = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long now = nanos.getAsLong();
        Instant passed = latest.plus(Duration.ofNanos(now - latestNanos));
        Instant told = worker.instant();
        latest = told.isAfter(passed) ? told : passed;
        latestNanos = now;
        return latest;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("moments only are asked for");
    }
}
