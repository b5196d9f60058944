// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

/**
 * The most that one table may cost within any hour; 0 for no limit.
 *
 * @param bytes that are staged
 * @param statements that describe, probe and unload it; one that it shares with other tables counts in full
 */
public record CostLimits(long bytes, long statements) {
    public static final CostLimits NONE = new CostLimits(0, 0);
}
