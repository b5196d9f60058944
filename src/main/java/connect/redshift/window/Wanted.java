// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.time.Duration;

/**
 * What is wanted of a table beside the rows that are new.
 *
 * @param nulls what becomes of rows without a watermark
 * @param maxRows rows of a window before it is cut into several; 0 for never. A window has more where more rows than
 *     these have the same watermark
 * @param overlap how far behind a position of time each window begins once more; zero for not at all
 * @param onlyInitial whether reading ends when the table has been caught up with once
 */
public record Wanted(NullWatermarks nulls, long maxRows, Duration overlap, boolean onlyInitial) {
    /** Every row with a watermark, once. */
    public static final Wanted DEFAULT = new Wanted(NullWatermarks.NONE, 0, Duration.ZERO, false);
}
