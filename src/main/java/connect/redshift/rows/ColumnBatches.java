// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.PartColumns.PartColumn;
import connect.redshift.table.FormException;
import connect.redshift.table.ValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;

/**
 * A row group's rows, a batch at a time, each batch filled column by column: a column's pages, dictionary and decoder
 * then stay in the processor's cache, which is worth a factor of two against reading row by row. A value that is
 * refused makes its row bad and changes nothing for the other rows and columns.
 */
final class ColumnBatches implements AutoCloseable {
    private final PartColumns columns;
    private final RowGroup group;
    private final PageReadStore pages;
    private final List<OpenColumn> open = new ArrayList<>();
    private long read;

    private record OpenColumn(PartColumn column, ColumnValues values, ColumnReader reader) {}

    private ColumnBatches(PartColumns columns, RowGroup group, PageReadStore pages) {
        this.columns = columns;
        this.group = group;
        this.pages = pages;
    }

    static ColumnBatches open(PartColumns columns, RowGroup group) {
        try {
            ColumnBatches batches = new ColumnBatches(columns, group, BufferedRowGroup.pages(group));
            columns.columns().forEach(batches::open);
            return batches;
        } catch (RowsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unreadable(group, "row group %d".formatted(group.index()), e);
        }
    }

    private void open(PartColumn column) {
        ColumnDescriptor descriptor = column.descriptor();
        ColumnValues values = new ColumnValues(column.form(), descriptor.getMaxDefinitionLevel());
        var meta = group.footer().metadata().getFileMetaData();
        ColumnReader reader = new ColumnReadStoreImpl(
                        pages, new OneColumn(values), meta.getSchema(), meta.getCreatedBy())
                .getColumnReader(descriptor);
        long staged = pages.getPageReader(descriptor).getTotalValueCount();
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
        open.add(new OpenColumn(column, values, reader));
    }

    long rowsLeft() {
        return group.block().getRowCount() - read;
    }

    void skip(long rows) {
        for (OpenColumn column : open) {
            try {
                column.values.skip(column.reader, rows);
            } catch (RuntimeException e) {
                throw unreadable(group, column.column.toString(), e);
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

    private void fill(OpenColumn column, List<Struct> rows, BadValues bad) {
        PartColumn part = column.column;
        for (int i = 0; i < rows.size(); i++) {
            Object value;
            try {
                value = column.values.next(column.reader);
            } catch (ValueException e) {
                passOver(column, i, e, bad);
                continue;
            } catch (FormException e) {
                throw new RowsException(
                        "%s: %s, row %d: %s".formatted(group.footer().part().uri(), part, row(i), e.getMessage()), e);
            } catch (RuntimeException e) {
                throw unreadable(group, "%s, row %d".formatted(part, row(i)), e);
            }
            if (value != null) {
                rows.get(i).put(part.field(), value);
            } else if (!part.column().nullable()) {
                bad.add(i, part, "is NULL, and the catalog says NOT NULL");
            }
        }
    }

    private void passOver(OpenColumn column, int i, ValueException refusal, BadValues bad) {
        try {
            bad.add(i, column.column, refusal.getMessage(), ColumnValues.passOver(column.reader));
        } catch (RuntimeException e) {
            throw unreadable(group, "%s, row %d".formatted(column.column, row(i)), e);
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

    /** Hands Parquet's reader the one converter it asks for. */
    private static final class OneColumn extends GroupConverter {
        private final ColumnValues values;

        OneColumn(ColumnValues values) {
            this.values = values;
        }

        @Override
        public Converter getConverter(int field) {
            return values;
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
