// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.RowLayout;
import java.util.Optional;

/** Row groups one after the other, each turned into structs on the caller's thread. */
final class ParquetRowReader implements RowReader {
    private final RowLayout layout;
    private final RowGroups groups;
    private final DeferredPages pages = new DeferredPages();
    private Optional<PartColumns> columns = Optional.empty();
    private Optional<ColumnBatches> current = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();

    ParquetRowReader(RowLayout layout, RowGroups groups) {
        this.layout = layout;
        this.groups = groups;
    }

    @Override
    public RowBatch next(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("a batch of %d rows is none".formatted(max));
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        try {
            return batch(max);
        } catch (RuntimeException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    private RowBatch batch(int max) {
        if (current.isEmpty()) {
            current = groups.poll().map(this::open);
        }
        if (current.isEmpty()) {
            return RowBatch.EMPTY;
        }
        RowBatch batch = current.get().read(max);
        if (current.get().rowsLeft() == 0) {
            drop();
            groups.release();
        }
        return batch;
    }

    private ColumnBatches open(RowGroup group) {
        if (columns.isEmpty() || !columns.get().isOf(group.footer())) {
            columns = Optional.of(PartColumns.match(layout, group.footer()));
        }
        ColumnBatches batches = ColumnBatches.open(columns.get(), group, pages);
        batches.skip(group.skip());
        return batches;
    }

    private void drop() {
        current.ifPresent(ColumnBatches::close);
        current = Optional.empty();
    }

    @Override
    public boolean finished() {
        return failure.isEmpty() && current.isEmpty() && groups.exhausted();
    }

    @Override
    public void close() {
        drop();
        groups.close();
    }
}
