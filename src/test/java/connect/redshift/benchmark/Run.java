// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.time.Duration;
import java.time.Instant;

/**
 * What one run took, between the first look that saw records in the topics and the look that saw the last.
 *
 * @param rows that came between the two
 * @param began when the first look was
 * @param cpu of the whole worker process
 * @param allocated bytes, by all of its threads
 */
record Run(long rows, Instant began, Duration time, Duration cpu, long allocated) {
    double rowsPerSecond() {
        return rows / (time.toNanos() / 1e9);
    }

    double cpuMicrosPerRow() {
        return cpu.toNanos() / 1e3 / rows;
    }

    boolean covers(Instant time) {
        return !time.isBefore(began) && time.isBefore(began.plus(this.time));
    }

    double bytesPerRow() {
        return (double) allocated / rows;
    }
}
