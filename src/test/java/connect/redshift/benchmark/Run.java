// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.time.Duration;

/**
 * What one run took, between the first look that saw records in the topics and the look that saw the last.
 *
 * @param rows that came between the two
 * @param cpu of the whole worker process
 * @param allocated bytes, by all of its threads
 */
record Run(long rows, Duration time, Duration cpu, long allocated) {
    double rowsPerSecond() {
        return rows / (time.toNanos() / 1e9);
    }

    double cpuMicrosPerRow() {
        return cpu.toNanos() / 1e3 / rows;
    }

    double bytesPerRow() {
        return (double) allocated / rows;
    }
}
