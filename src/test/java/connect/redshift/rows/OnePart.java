// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.staging.Part;
import connect.redshift.staging.Staging;
import connect.redshift.table.BadRow;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.RowLayout;
import connect.redshift.testing.InMemoryStaging;
import connect.redshift.testing.PartFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.apache.kafka.connect.data.Struct;

/** One part of an export, read with everything at hand. */
record OnePart(RowLayout layout, InMemoryStaging staging, Part part) {
    static final String URI = "s3://bucket/folder/part";

    /** A part of one column. */
    static OnePart of(ColumnType type, PartFile file, List<?> values) {
        RowLayout layout = RowLayout.of("t", List.of(new Column("c", type, true)));
        List<List<?>> rows = new ArrayList<>();
        values.forEach(value -> rows.add(Collections.singletonList(value)));
        return of(layout, file.write(rows), rows.size());
    }

    static OnePart of(RowLayout layout, byte[] content, long rows) {
        InMemoryStaging staging = new InMemoryStaging();
        Part part = PartFile.part(URI, content, rows);
        staging.write(part.uri(), content);
        return new OnePart(layout, staging, part);
    }

    /** All rows, none of which may be bad. */
    List<Struct> rows() {
        return rowsFrom(0);
    }

    /** The rows behind so many of them, none of which may be bad. */
    List<Struct> rowsFrom(long skipped) {
        List<Struct> rows = new ArrayList<>();
        for (RowBatch batch : batches(skipped)) {
            assertThat(batch.bad()).isEmpty();
            rows.addAll(batch.rows());
        }
        return rows;
    }

    List<Struct> good() {
        return batches(0).stream().flatMap(batch -> batch.rows().stream()).toList();
    }

    List<BadRow> bad() {
        return batches(0).stream().flatMap(batch -> batch.bad().stream()).toList();
    }

    /** The rows, all of them good, by way of another reader. */
    List<Struct> rowsOf(BiFunction<Staging, Executor, RowReader.Factory> reader) {
        return batches(reader.apply(staging, Runnable::run), 0).stream()
                .flatMap(batch -> batch.rows().stream())
                .toList();
    }

    /** How many rows each batch has, when a thousand are asked for. */
    List<Integer> batchSizes() {
        return batches(0).stream().map(RowBatch::size).toList();
    }

    private List<RowBatch> batches(long skipped) {
        return batches(
                new ParquetRowReaderFactory(staging, Runnable::run, ReadAhead.DEFAULT, new ByteBudget(1 << 20)),
                skipped);
    }

    private List<RowBatch> batches(RowReader.Factory factory, long skipped) {
        List<RowBatch> batches = new ArrayList<>();
        try (RowReader reader = factory.open(layout, List.of(part), new RowPosition(0, skipped), () -> {})) {
            while (!reader.finished()) {
                batches.add(reader.next(1_000));
            }
        }
        return batches;
    }

    /** The values of the only column. */
    List<Object> values() {
        return rows().stream().map(row -> row.get("c")).toList();
    }
}
