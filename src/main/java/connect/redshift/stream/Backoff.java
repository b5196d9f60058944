// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to leave a failing thing alone: twice as long after each failure in a row, up to a limit.
 *
 * @param jitter from 0 to 1: how much of half of the pause is left out, so that what failed together is not tried again
 *     together
 */
public record Backoff(Duration first, Duration longest, DoubleSupplier jitter) {
    /** Without jitter. */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, () -> 0);
    }

    public Duration after(int failures) {
        // 2^30 seconds is longer than any limit, and a longer shift would overflow.
        Duration wait = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 30));
        Duration most = wait.compareTo(longest) > 0 ? longest : wait;
        return most.minusNanos((long) (most.toNanos() / 2.0 * jitter.getAsDouble()));
    }
}
