// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

/**
 * How far one reader runs ahead of its rows. It holds {@code rowGroups} times the largest row group in memory, which
 * Redshift makes 32 MB unless UNLOAD says ROWGROUPSIZE.
 *
 * @param rangeBytes longest range that one read asks for
 * @param readsAtOnce reads that are under way at the same time
 * @param rowGroups row groups in memory, the one being returned included
 */
public record ReadAhead(int rangeBytes, int readsAtOnce, int rowGroups) {
    /** Hid the download behind the decoding at 30 ms to the first byte and 90 MB/s per connection. */
    public static final ReadAhead DEFAULT = new ReadAhead(8 << 20, 4, 2);

    public ReadAhead {
        if (rangeBytes < 1 || readsAtOnce < 1 || rowGroups < 1) {
            throw new IllegalArgumentException("reading ahead %d row groups in %d reads of %d bytes is impossible"
                    .formatted(rowGroups, readsAtOnce, rangeBytes));
        }
    }
}
