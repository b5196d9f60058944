// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.staging.Part;
import connect.redshift.table.RowLayout;
import java.util.List;

/**
 * An export's rows in their one order: part by part as the manifest lists them, and within a part as it was written. A
 * row of which a value cannot be decoded, or is NULL where it must not be, is a bad row in its place; what becomes of it
 * is for others to say. Used by one thread. {@code next} throws {@link RowsException} when a part is not what it should
 * be and {@link connect.redshift.staging.StagingException} when S3 does not hand it out, once the rows before it were
 * returned; after that the reader can only be closed.
 */
public interface RowReader extends AutoCloseable {
    /**
     * Rows that are there now, good and bad, all of one part: at most {@code max}, and of wide ones no more than are
     * handed on well together. Empty when the next ones have not arrived from S3 yet, and after the last row. Never waits
     * for S3.
     */
    RowBatch next(int max);

    /** Whether every row of every part was returned; only then have all row counts been checked. */
    boolean finished();

    /** Stops fetching and gives up what was fetched; may be called twice. */
    @Override
    void close();

    /** Opens readers. */
    interface Factory {
        /**
         * A reader that stands at the given position; it begins to fetch at once.
         *
         * @param whenReady called from another thread each time {@link #next} may have something new to say
         */
        RowReader open(RowLayout layout, List<Part> parts, RowPosition from, Runnable whenReady);
    }

    /** {@code rows} rows of part {@code part} (counted from 0) have been read. */
    record RowPosition(int part, long rows) {
        public static final RowPosition START = new RowPosition(0, 0);

        public RowPosition {
            if (part < 0 || rows < 0) {
                throw new IllegalArgumentException("part %d, row %d is no position".formatted(part, rows));
            }
        }
    }
}
