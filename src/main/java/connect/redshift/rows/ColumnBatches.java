// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.PartColumns.PartColumn;
import connect.redshift.table.FormException;
import connect.redshift.table.ValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;

/**
 * A row group's rows, a batch at a time, each batch filled column by column: a column's pages, dictionary and decoder
 * then stay in the processor's cache, which is worth a factor of two against reading row by row. A value that is
 * refused makes its row bad and changes nothing for the other rows and columns.
 */
final class ColumnBatches implements AutoCloseable {
    private final PartColumns columns;
    private final RowGroup group;
    private final PageReadStore pages;
    private final DeferredPages stored;
    private final List<ColumnScan> open = new ArrayList<>();
    private Object[] values = {};
    private long read;

    private ColumnBatches(PartColumns columns, RowGroup group) throws IOException {
        this.columns = columns;
        this.group = group;
        this.stored = new DeferredPages();
        this.pages = BufferedRowGroup.pages(group, stored);
    }

    static ColumnBatches open(PartColumns columns, RowGroup group) {
        try {
            ColumnBatches batches = new ColumnBatches(columns, group);
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
        int count = (int) Math.min(max, rowsLeft());
        List<Struct> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new Struct(columns.layout().schema()));
        }
        BadValues bad = new BadValues();
        open.forEach(column -> fill(column, rows, bad));
        RowBatch batch = bad.batch(group.footer().index(), row(0), rows);
        read += count;
        return batch;
    }

    /** The index in the part of row {@code i} of the batch that is being read. */
    private long row(int i) {
        return group.firstRow() + read + i;
    }

    private void fill(ColumnScan column, List<Struct> rows, BadValues bad) {
        if (values.length < rows.size()) {
            values = new Object[rows.size()];
        }
        int from = 0;
        while (from < rows.size()) {
            Optional<ValueException> refused = read(column, from, rows.size());
            int to = column.at();
            put(column.column(), rows, from, to, bad);
            from = to;
            if (refused.isPresent()) {
                passOver(column, from, refused.get(), bad);
                from++;
            }
        }
    }

    /** Reads values up to the first that is refused. */
    private Optional<ValueException> read(ColumnScan column, int from, int to) {
        try {
            column.read(values, from, to);
            return Optional.empty();
        } catch (ValueException e) {
            return Optional.of(e);
        } catch (FormException e) {
            throw new RowsException(
                    "%s: %s, row %d: %s"
                            .formatted(group.footer().part().uri(), column.column(), row(column.at()), e.getMessage()),
                    e);
        } catch (RuntimeException e) {
            throw unreadable(group, "%s, row %d".formatted(column.column(), row(column.at())), e);
        }
    }

    private void put(PartColumn column, List<Struct> rows, int from, int to, BadValues bad) {
        for (int i = from; i < to; i++) {
            if (values[i] != null) {
                rows.get(i).put(column.field(), values[i]);
            } else if (!column.column().nullable()) {
                bad.add(i, column, "is NULL, and the catalog says NOT NULL");
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
