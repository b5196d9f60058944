// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

/**
 * How far one reader runs ahead of its rows, where the {@link ByteBudget} of its task has room. Redshift makes row
 * groups of 32 MB unless UNLOAD says ROWGROUPSIZE.
 *
 * @param tailBytes of a part's end that are read first: they hold the footer of any usual part, and the whole of a
 *     small one, whose row groups then need no other read
 * @param rangeBytes longest range that one read asks for
 * @param readsAtOnce reads that are under way at the same time
 * @param rowGroups row groups in memory, the one being returned included
 */
public record ReadAhead(int tailBytes, int rangeBytes, int readsAtOnce, int rowGroups) {
    /** Hid the download behind the decoding at 30 ms to the first byte and 90 MB/s per connection. */
    public static final ReadAhead DEFAULT = new ReadAhead(64 << 10, 8 << 20, 4, 2);

    public ReadAhead {
        if (tailBytes < PartFooter.TRAILER_BYTES || rangeBytes < 1 || readsAtOnce < 1 || rowGroups < 1) {
            throw new IllegalArgumentException(
                    "reading %d bytes, then ahead %d row groups in %d reads of %d bytes, is impossible"
                            .formatted(tailBytes, rowGroups, readsAtOnce, rangeBytes));
        }
    }
}
