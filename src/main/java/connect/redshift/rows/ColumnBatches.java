// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.PartColumns.PartColumn;
import connect.redshift.table.FormException;
import connect.redshift.table.ValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;

/**
 * A row group's rows, a batch at a time, each batch filled column by column: a column's pages, dictionary and decoder
 * then stay in the processor's cache, which is worth a factor of two against reading row by row. A value that is
 * refused makes its row bad and changes nothing for the other rows and columns.
 */
final class ColumnBatches implements AutoCloseable {
    /** Rows that are filled together: few enough that they, too, are still in the cache at their last column. */
    private static final int AT_ONCE = 128;
    /**
     * Values that are handed out together. Connect converts rows only when it has all of a poll's: two thousand rows of
     * forty columns are three megabytes of small objects, which have left the cache by then, and a worker that converts
     * them to JSON takes an eighth more of a processor's time than with 256 at once.
     */
    private static final int VALUES_AT_ONCE = 10_240;

    private final PartColumns columns;
    private final RowGroup group;
    private final PageReadStore pages;
    private final DeferredPages stored;
    private final List<ColumnScan> open = new ArrayList<>();
    private long read;

    private ColumnBatches(PartColumns columns, RowGroup group, DeferredPages stored) throws IOException {
        this.columns = columns;
        this.group = group;
        this.stored = stored;
        this.pages = BufferedRowGroup.pages(group, stored);
    }

    /**
     * @param stored may have been those of another row group
     */
    static ColumnBatches open(PartColumns columns, RowGroup group, DeferredPages stored) {
        try {
            ColumnBatches batches = new ColumnBatches(columns, group, stored);
            for (PartColumn column : columns.columns()) {
                batches.open(column);
            }
            return batches;
        } catch (RowsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unreadable(group, "row group %d".formatted(group.index()), e);
        }
    }

    private void open(PartColumn column) throws IOException {
        PageReader reader = pages.getPageReader(column.descriptor());
        long staged = reader.getTotalValueCount();
        if (staged != group.block().getRowCount()) {
            throw new RowsException(
                    "%s: %s has %d values in row group %d of %d rows"
                            .formatted(
                                    group.footer().part().uri(),
                                    column,
                                    staged,
                                    group.index(),
                                    group.block().getRowCount()),
                    null);
        }
        open.add(new ColumnScan(column, reader, stored));
    }

    long rowsLeft() {
        return group.block().getRowCount() - read;
    }

    void skip(long rows) {
        for (ColumnScan column : open) {
            try {
                column.skip(rows);
            } catch (RuntimeException e) {
                throw unreadable(group, column.column().toString(), e);
            }
        }
        read += rows;
    }

    RowBatch read(int max) {
        int room = Math.max(AT_ONCE, VALUES_AT_ONCE / columns.columns().size());
        Struct[] rows = new Struct[(int) Math.min(Math.min(max, room), rowsLeft())];
        // New ones with each batch: to put new objects into an old array costs the garbage collector more than all else
        // here.
        Object[] values = new Object[Math.min(ColumnScan.ROWS_AT_ONCE, rows.length)];
        BadValues bad = new BadValues();
        for (int from = 0; from < rows.length; from += AT_ONCE) {
            int count = Math.min(rows.length - from, AT_ONCE);
            for (int i = from; i < from + count; i++) {
                rows[i] = new Struct(columns.layout().schema());
            }
            Rows some = new Rows(rows, from, count, bad);
            for (ColumnScan column : open) {
                fill(column, values, some);
            }
        }
        RowBatch batch = bad.batch(group.footer().index(), row(0), Arrays.asList(rows));
        read += rows.length;
        return batch;
    }

    /** The index in the part of row {@code i} of the batch that is being read. */
    private long row(int i) {
        return group.firstRow() + read + i;
    }

    /** Some of a batch's rows, and what is wrong with them. */
    private static final class Rows {
        private final Struct[] batch;
        private final int from;
        private final int count;
        private final BadValues bad;

        Rows(Struct[] batch, int from, int count, BadValues bad) {
            this.batch = batch;
            this.from = from;
            this.count = count;
            this.bad = bad;
        }
    }

    private void fill(ColumnScan column, Object[] values, Rows rows) {
        int done = 0;
        while (done < rows.count) {
            Optional<ValueException> refused = read(column, values, done, rows);
            put(column, values, done, rows);
            done += column.rows();
            if (refused.isPresent()) {
                passOver(column, rows.from + done, refused.get(), rows.bad);
                done++;
            }
        }
    }

    /** Reads some values, up to the first that is refused. */
    private Optional<ValueException> read(ColumnScan column, Object[] values, int done, Rows rows) {
        try {
            column.read(values, rows.count - done);
            return Optional.empty();
        } catch (ValueException e) {
            return Optional.of(e);
        } catch (FormException e) {
            throw new RowsException(
                    "%s: %s, row %d: %s"
                            .formatted(
                                    group.footer().part().uri(),
                                    column.column(),
                                    row(rows.from + done + column.rows()),
                                    e.getMessage()),
                    e);
        } catch (RuntimeException e) {
            throw unreadable(group, "%s, row %d".formatted(column.column(), row(rows.from + done + column.rows())), e);
        }
    }

    /** Goes from value to value by the bits of those that are there: asking each row whether it is NULL is slower. */
    private static void put(ColumnScan scan, Object[] values, int done, Rows rows) {
        PartColumn column = scan.column();
        Field slot = column.slot();
        Struct[] batch = rows.batch;
        int first = rows.from + done;
        int next = 0;
        for (long left = scan.present(); left != 0; left &= left - 1) {
            batch[first + Long.numberOfTrailingZeros(left)].put(slot, values[next++]);
        }
        if (next < scan.rows() && !column.column().nullable()) {
            long missing = HybridNumbers.lowest(~scan.present(), scan.rows());
            for (; missing != 0; missing &= missing - 1) {
                rows.bad.add(
                        first + Long.numberOfTrailingZeros(missing), column, "is NULL, and the catalog says NOT NULL");
            }
        }
    }

    private void passOver(ColumnScan column, int i, ValueException refusal, BadValues bad) {
        try {
            bad.add(i, column.column(), refusal.getMessage(), column.passOver());
        } catch (RuntimeException e) {
            throw unreadable(group, "%s, row %d".formatted(column.column(), row(i)), e);
        }
    }

    private static RowsException unreadable(RowGroup group, String what, Exception cause) {
        return new RowsException(
                "%s: %s cannot be read: %s".formatted(group.footer().part().uri(), what, cause.getMessage()), cause);
    }

    @Override
    public void close() {
        pages.close();
    }
}
