// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.staging.Part;
import connect.redshift.staging.StagingException;
import connect.redshift.table.Column;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.testing.InMemoryStaging;
import connect.redshift.testing.ManualExecutor;
import connect.redshift.testing.PartFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is fetched, when, and how much of it lies in memory: parts of ten row groups of 80 kB each. */
class ReadAheadTest {
    private static final int PARTS = 3;
    private static final int GROUPS = 10;
    private static final int ROWS_A_GROUP = 10_000;
    private static final int ROWS = GROUPS * ROWS_A_GROUP;
    private static final int GROUP_BYTES = 81_000;
    private static final RowLayout LAYOUT =
            RowLayout.of("t", List.of(new Column("id", new IntegerType.BigInt(), false)));
    private static final byte[] CONTENT = PartFile.of(List.of(PartFile.column(0, INT64, null)))
            .rowsAGroup(ROWS_A_GROUP)
            .plain()
            .uncompressed()
            .write(LongStream.range(0, ROWS).mapToObj(List::of).toList());

    private final InMemoryStaging staging = new InMemoryStaging();
    private final ManualExecutor executor = new ManualExecutor();
    private final ReadAhead limits = new ReadAhead(64 << 10, 10_000, 4, 2);
    private final ByteBudget budget = new ByteBudget(1 << 20);

    private RowReader open(RowPosition from) {
        List<Part> parts = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            parts.add(PartFile.part("s3://bucket/part-" + part, CONTENT, ROWS));
            staging.write(parts.get(part).uri(), CONTENT);
        }
        return new ParquetRowReaderFactory(staging, executor, limits, budget).open(LAYOUT, parts, from, () -> {});
    }

    private List<String> ranges() {
        return staging.calls().stream()
                .filter(call -> call.startsWith("readRange"))
                .toList();
    }

    /** Four footers are open at once; when the first comes last, all four go together and others must be opened. */
    @Test
    void manyPartsWithoutRowsAreReadOver() {
        byte[] empty = PartFile.of(List.of(PartFile.column(0, INT64, null))).write(List.of());
        List<Part> parts = new ArrayList<>();
        for (int part = 0; part < 9; part++) {
            parts.add(PartFile.part("s3://bucket/empty-" + part, empty, 0));
            staging.write(parts.get(part).uri(), empty);
        }
        parts.add(PartFile.part("s3://bucket/full", CONTENT, ROWS));
        staging.write(parts.get(9).uri(), CONTENT);
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        try (RowReader reader = new ParquetRowReaderFactory(staging, tasks::add, limits, budget)
                .open(LAYOUT, parts, RowPosition.START, () -> {})) {
            long rows = 0;
            while (!tasks.isEmpty()) {
                tasks.removeLast().run();
                for (RowBatch batch = reader.next(ROWS); !batch.rows().isEmpty(); batch = reader.next(ROWS)) {
                    rows += batch.rows().size();
                }
            }
            assertThat(rows).isEqualTo(ROWS);
            assertThat(reader.finished()).isTrue();
        }
    }

    @Test
    void noMoreIsFetchedThanTheLimitAndWhatWasReturned() {
        try (RowReader reader = open(RowPosition.START)) {
            long returned = 0;
            while (!reader.finished()) {
                executor.runAll();
                long groupsReturned = returned / ROWS_A_GROUP;
                assertThat(staging.rangeBytes())
                        .isLessThanOrEqualTo((groupsReturned + limits.rowGroups()) * GROUP_BYTES
                                + (long) PARTS * limits.tailBytes());
                returned += reader.next(3_000).rows().size();
            }
            assertThat(returned).isEqualTo((long) PARTS * ROWS);
        }
    }

    /** Parts that were read before cost nothing again, however many they are. */
    @Test
    void resumingTakesTheSameReadsBehindTenPartsAndBehindTenThousand() {
        assertThat(readsToResumeBehind(10_000))
                .isEqualTo(readsToResumeBehind(10))
                .isLessThanOrEqualTo(10);
    }

    private int readsToResumeBehind(int before) {
        Part last = PartFile.part("s3://bucket/last", CONTENT, ROWS);
        List<Part> parts =
                new ArrayList<>(Collections.nCopies(before, PartFile.part("s3://bucket/gone", new byte[100], ROWS)));
        parts.add(last);
        InMemoryStaging onlyTheLast = new InMemoryStaging();
        onlyTheLast.write(last.uri(), CONTENT);
        int written = onlyTheLast.calls().size();
        try (RowReader reader = new ParquetRowReaderFactory(onlyTheLast, Runnable::run, limits, budget)
                .open(LAYOUT, parts, new RowPosition(before, ROWS - 1), () -> {})) {
            assertThat(reader.next(10).rows()).hasSize(1);
            assertThat(reader.finished()).isTrue();
        }
        return onlyTheLast.calls().size() - written;
    }

    @Test
    void noMoreReadsAreUnderWayThanAllowed() {
        try (RowReader reader = open(RowPosition.START)) {
            while (!reader.finished()) {
                assertThat(executor.waiting()).isLessThanOrEqualTo(limits.readsAtOnce());
                if (executor.waiting() > 0) {
                    executor.runOne();
                }
                reader.next(10_000);
            }
        }
    }

    @Test
    void nextPartsFooterIsThereBeforeItsRowsAreWanted() {
        try (RowReader reader = open(RowPosition.START)) {
            executor.runAll();
            assertThat(ranges()).anySatisfy(call -> assertThat(call).contains("part-1"));
            assertThat(reader.next(1).part()).isZero();
        }
    }

    @Test
    void resumingFetchesNothingOfWhatLiesBefore() {
        try (RowReader reader = open(new RowPosition(1, 9L * ROWS_A_GROUP + 5))) {
            executor.runAll();
            RowBatch batch = reader.next(1);
            assertThat(batch).returns(1, RowBatch::part).returns(9L * ROWS_A_GROUP + 5, RowBatch::firstRow);
            assertThat(batch.rows().get(0).getInt64("id")).isEqualTo(9L * ROWS_A_GROUP + 5);
            assertThat(ranges()).noneSatisfy(call -> assertThat(call).contains("part-0"));
            assertThat(staging.rangeBytes()).isLessThan(2L * GROUP_BYTES + 2L * limits.tailBytes());
        }
    }

    @Test
    void closedReaderFetchesNoMore() {
        RowReader reader = open(RowPosition.START);
        executor.runOne();
        reader.close();
        int before = ranges().size();
        executor.runAll();
        assertThat(ranges()).hasSize(before);
        assertThatThrownBy(() -> reader.next(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rowsThatCameBeforeAFailureAreReturnedFirst() {
        StagingException fault = new StagingException("S3 is tired", true, null);
        staging.failReadRange(PARTS + 10, fault);
        try (RowReader reader = open(RowPosition.START)) {
            executor.runAll();
            assertThat(reader.next(ROWS).rows()).hasSize(ROWS_A_GROUP);
            executor.runAll();
            assertThatThrownBy(() -> reader.next(ROWS)).isSameAs(fault);
        }
    }

    @Test
    void executorThatTakesNoMoreWorkIsAFailure() {
        Part part = PartFile.part("s3://bucket/part", CONTENT, ROWS);
        ParquetRowReaderFactory stopped = new ParquetRowReaderFactory(
                staging,
                task -> {
                    throw new RejectedExecutionException();
                },
                limits,
                budget);
        try (RowReader reader = stopped.open(LAYOUT, List.of(part), RowPosition.START, () -> {})) {
            assertThatThrownBy(() -> reader.next(1))
                    .isInstanceOf(RowsException.class)
                    .hasMessage("reading stopped: the task's threads take no more work");
        }
    }

    @Test
    void footerLongerThanTheTailIsReadAgainWhole() {
        byte[] content = PartFile.of(List.of(PartFile.column(0, INT64, null)))
                .rowsAGroup(1)
                .write(LongStream.range(0, 1_500).mapToObj(List::of).toList());
        OnePart part = OnePart.of(RowLayout.of("t", LAYOUT.columns()), content, 1_500);
        assertThat(part.rows()).hasSize(1_500);
        assertThat(part.staging().calls().get(2)).doesNotEndWith("+65536");
    }
}
