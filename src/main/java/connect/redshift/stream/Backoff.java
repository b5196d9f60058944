// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Duration;

/** How long to leave a failing thing alone: twice as long after each failure in a row, up to a limit. */
public record Backoff(Duration first, Duration longest) {
    public Duration after(int failures) {
        // 2^30 seconds is longer than any limit, and a longer shift would overflow.
        Duration wait = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 30));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
