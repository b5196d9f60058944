// SPDX-License-Identifier: Apache-2.0
package connect.redshift.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.rows.RowBatch;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.rows.RowsException;
import connect.redshift.staging.StagingException;
import connect.redshift.table.Column;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** What {@link RowReader} promises, over an export of several parts of which some are empty. */
public abstract class RowReaderContract {
    /** Rows of each part of the export: an id, counted through, and a text that is NULL for every third id. */
    protected static final List<Integer> PARTS = List.of(0, 7, 1, 0, 0, 12, 5, 0);

    protected static final int ROWS = 25;

    protected static final RowLayout LAYOUT = RowLayout.of(
            "t",
            List.of(
                    new Column("id", new IntegerType.BigInt(), false),
                    new Column("text", new TextType.Varchar(20), true)));

    protected static Object text(long id) {
        return id % 3 == 0 ? null : "row " + id;
    }

    /** A reader of the export of {@link #PARTS}. */
    protected abstract RowReader open(RowPosition from, Runnable whenReady);

    /** Lets everything arrive that the reader asked for. */
    protected abstract void arrive();

    /** Makes the next read from S3 fail. */
    protected abstract StagingException failNextRead();

    /** A reader of one part that has {@code rows} rows, and of which its manifest says {@code said}. */
    protected abstract RowReader openMiscounted(int rows, int said);

    protected final RowReader open(RowPosition from) {
        return open(from, () -> {});
    }

    protected final List<RowBatch> drain(RowReader reader, int max) {
        List<RowBatch> batches = new ArrayList<>();
        while (!reader.finished()) {
            arrive();
            RowBatch batch = reader.next(max);
            assertThat(batch.rows().size()).isLessThanOrEqualTo(max);
            if (!batch.rows().isEmpty()) {
                batches.add(batch);
            }
        }
        return batches;
    }

    private static List<Struct> rows(List<RowBatch> batches) {
        return batches.stream().flatMap(batch -> batch.rows().stream()).toList();
    }

    private static List<Long> ids(List<RowBatch> batches) {
        return rows(batches).stream().map(row -> row.getInt64("id")).toList();
    }

    @Test
    void rowsComeInTheirOrderWithTheirValues() {
        try (RowReader reader = open(RowPosition.START)) {
            List<Struct> rows = rows(drain(reader, 4));
            assertThat(rows).hasSize(ROWS);
            for (int id = 0; id < ROWS; id++) {
                assertThat(rows.get(id).schema()).isEqualTo(LAYOUT.schema());
                assertThat(rows.get(id).get("id")).isEqualTo((long) id);
                assertThat(rows.get(id).get("text")).isEqualTo(text(id));
                assertThatCode(rows.get(id)::validate).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void orderIsTheSameForEveryBatchSize() {
        for (int max : new int[] {1, 2, 3, 5, 100}) {
            try (RowReader reader = open(RowPosition.START)) {
                assertThat(ids(drain(reader, max)))
                        .as("batches of %d", max)
                        .isEqualTo(java.util.stream.LongStream.range(0, ROWS)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void batchesSayWhereTheirRowsAreAndNeverSpanParts() {
        try (RowReader reader = open(RowPosition.START)) {
            int part = 0;
            long row = 0;
            for (RowBatch batch : drain(reader, 100)) {
                while (row == PARTS.get(part)) {
                    part++;
                    row = 0;
                }
                assertThat(batch.part()).isEqualTo(part);
                assertThat(batch.firstRow()).isEqualTo(row);
                row += batch.rows().size();
                assertThat(row).isLessThanOrEqualTo(PARTS.get(part));
            }
        }
    }

    @Test
    void resumesBehindEveryRow() {
        long before = 0;
        for (int part = 0; part < PARTS.size(); part++) {
            for (int rows = 0; rows <= PARTS.get(part); rows++) {
                try (RowReader reader = open(new RowPosition(part, rows))) {
                    assertThat(ids(drain(reader, 3)))
                            .as("behind row %d of part %d", rows, part)
                            .isEqualTo(java.util.stream.LongStream.range(before + rows, ROWS)
                                    .boxed()
                                    .toList());
                }
            }
            before += PARTS.get(part);
        }
    }

    @Test
    void positionBehindTheLastPartIsTheEnd() {
        try (RowReader reader = open(new RowPosition(PARTS.size(), 0))) {
            assertThat(reader.finished()).isTrue();
            assertThat(reader.next(1).rows()).isEmpty();
        }
    }

    @Test
    void positionThatTheExportDoesNotHaveFails() {
        for (RowPosition nowhere : Arrays.asList(new RowPosition(1, 8), new RowPosition(PARTS.size() + 1, 0))) {
            try (RowReader reader = open(nowhere)) {
                arrive();
                assertThatThrownBy(() -> reader.next(1))
                        .isInstanceOf(RowsException.class)
                        .hasMessageContaining("cannot resume behind row");
            }
        }
    }

    @Test
    void nothingThereYetIsNoRowsAndNotTheEnd() {
        try (RowReader reader = open(RowPosition.START)) {
            assertThat(reader.next(10)).isEqualTo(RowBatch.EMPTY);
            assertThat(reader.finished()).isFalse();
        }
    }

    @Test
    void emptyBatchAfterTheLastRow() {
        try (RowReader reader = open(RowPosition.START)) {
            drain(reader, 100);
            assertThat(reader.next(10)).isEqualTo(RowBatch.EMPTY);
            assertThat(reader.finished()).isTrue();
        }
    }

    @Test
    void tellsWhenSomethingArrived() {
        int[] calls = {0};
        try (RowReader reader = open(RowPosition.START, () -> calls[0]++)) {
            assertThat(calls[0]).isZero();
            arrive();
            assertThat(calls[0]).isPositive();
            assertThat(reader.next(1).rows()).hasSize(1);
        }
    }

    @Test
    void failedReadIsToldAndThrownOnceAndForAll() {
        StagingException fault = failNextRead();
        int[] calls = {0};
        try (RowReader reader = open(RowPosition.START, () -> calls[0]++)) {
            arrive();
            assertThat(calls[0]).isPositive();
            assertThatThrownBy(() -> reader.next(1)).isSameAs(fault);
            assertThatThrownBy(() -> reader.next(1)).isSameAs(fault);
            assertThat(reader.finished()).isFalse();
        }
    }

    @Test
    void rowsThatTheManifestDoesNotCountFail() {
        for (int said : new int[] {3, 5}) {
            try (RowReader reader = openMiscounted(4, said)) {
                arrive();
                assertThatThrownBy(() -> reader.next(1))
                        .isInstanceOf(RowsException.class)
                        .hasMessageContaining("has 4 rows")
                        .hasMessageContaining("manifest says " + said);
            }
        }
    }

    @Test
    void closesTwiceAndAtAnyTime() {
        RowReader untouched = open(RowPosition.START);
        untouched.close();
        untouched.close();
        arrive();
        RowReader begun = open(RowPosition.START);
        arrive();
        begun.next(2);
        begun.close();
        begun.close();
        arrive();
        assertThat(begun.finished()).isFalse();
    }
}
