// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.staging.Part;
import connect.redshift.staging.StagingException;
import connect.redshift.table.Column;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.testing.InMemoryStaging;
import connect.redshift.testing.MutantLoader;
import connect.redshift.testing.PartFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many readers of one small budget, in every order: each gets all of its rows, and no byte is held twice or for ever. */
final class SharedBudgetTest {
    private static final long SEED = Long.getLong("budget.seed", new Random().nextInt(1_000_000_000));
    private static final RowLayout LAYOUT =
            RowLayout.of("t", List.of(new Column("id", new IntegerType.BigInt(), false)));
    private static final ReadAhead LIMITS = new ReadAhead(300, 2_000, 3, 2);
    /** A part's footer has about as many in these tests, and a reader may need one beyond the budget. */
    private static final int END_OF_A_PART = 2_500;

    /** One random day of a task's readers. */
    private static final class Day implements Executor {
        private final Random random;
        private final InMemoryStaging staging = new InMemoryStaging();
        private final ByteBudget budget;
        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Export> open = new ArrayList<>();
        private long largest;
        private int opened;

        Day(long seed) {
            // Random's first numbers for neighbouring seeds are alike.
            random = new Random(new SplittableRandom(seed).nextLong());
            budget = new ByteBudget(1 + random.nextInt(30_000));
        }

        private static final class Export {
            private final RowReader reader;
            private final long rows;
            private long read;

            Export(RowReader reader, long rows) {
                this.reader = reader;
                this.rows = rows;
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void live() {
            for (int tick = 0; tick < 400; tick++) {
                tick();
                requireBound();
            }
            for (int round = 0; !open.isEmpty(); round++) {
                assertThat(round).as("rounds until all rows are read").isLessThan(5_000);
                step();
                List.copyOf(open).forEach(this::read);
                requireBound();
            }
            while (!tasks.isEmpty()) {
                step();
            }
            assertThat(budget.held()).as("bytes held in the end").isZero();
        }

        private void tick() {
            int dice = random.nextInt(100);
            if (dice < 8 && open.size() < 8) {
                open();
            } else if (dice < 55) {
                step();
            } else if (dice < 58) {
                staging.failReadRange(1 + random.nextInt(3), new StagingException("S3 is tired", true, null));
            } else if (!open.isEmpty()) {
                Export export = open.get(random.nextInt(open.size()));
                if (dice < 60) {
                    close(export);
                } else {
                    read(export);
                }
            }
        }

        private void step() {
            if (!tasks.isEmpty()) {
                tasks.remove(random.nextInt(tasks.size())).run();
            }
        }

        private void open() {
            List<Part> parts = new ArrayList<>();
            long rows = 0;
            for (int part = 1 + random.nextInt(4); part > 0; part--) {
                int count = random.nextInt(3_000);
                byte[] content = PartFile.of(List.of(PartFile.column(0, INT64, null)))
                        .rowsAGroup(200 + random.nextInt(1_300))
                        .plain()
                        .uncompressed()
                        .write(LongStream.range(rows, rows + count)
                                .mapToObj(List::of)
                                .toList());
                parts.add(PartFile.part("s3://bucket/%d-%d".formatted(opened, part), content, count));
                staging.write(parts.get(parts.size() - 1).uri(), content);
                largest = Math.max(largest, content.length);
                rows += count;
            }
            opened++;
            open.add(new Export(
                    new ParquetRowReaderFactory(staging, this, LIMITS, budget)
                            .open(LAYOUT, parts, RowPosition.START, () -> {}),
                    rows));
        }

        private void read(Export export) {
            try {
                for (var row : export.reader.next(1 + random.nextInt(1_500)).rows()) {
                    assertThat(row.getInt64("id")).isEqualTo(export.read++);
                }
            } catch (StagingException failed) {
                close(export);
                return;
            }
            if (export.reader.finished()) {
                assertThat(export.read).isEqualTo(export.rows);
                close(export);
            }
        }

        private void close(Export export) {
            export.reader.close();
            open.remove(export);
        }

        private void requireBound() {
            // Reads of a closed reader end by themselves, and hold what they fill until then.
            long ends = (long) END_OF_A_PART * (open.size() + tasks.size());
            assertThat(budget.held()).isLessThanOrEqualTo(Math.max(budget.limit(), largest) + ends);
        }
    }

    /** One seed, in whichever classes this one was loaded with. */
    public static final class Days implements LongPredicate {
        @Override
        public boolean test(long seed) {
            try {
                new Day(seed).live();
                return true;
            } catch (AssertionError | RuntimeException found) {
                return false;
            }
        }
    }

    @Test
    void everyReaderGetsItsRowsAndEveryByteIsGivenBack() {
        for (long seed = SEED; seed < SEED + 60; seed++) {
            try {
                new Day(seed).live();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("budget.seed=" + seed, failure);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            rows/ByteBudget.java | return bytes <= limit - held OR groups == 0; | return bytes <= limit - held;
            rows/ByteBudget.java | return bytes <= limit - held OR groups == 0; | return true;
            rows/ByteBudget.java | takeBack(this, done).forEach(served -> served.wake.run()); | takeBack(this, done);
            rows/RowGroups.java  | memory.freeAll();                               | freed.clear();
            rows/FetchPlan.java  | freed.addAll(taken.remove().memory);            | taken.remove();
            rows/ByteBudget.java | .ifPresent(spare::remove);                      | .isPresent();
            rows/ByteBudget.java | array.length >= bytes && array.length <= most   | array.length <= most
            """)
    void randomDaysFindEveryMutant(String file, String from, String to) throws ReflectiveOperationException {
        LongPredicate days =
                MutantLoader.of(file, from.replace(" OR ", " || "), to).instance(Days.class, LongPredicate.class);
        Optional<Long> found = LongStream.range(SEED, SEED + 400)
                .filter(seed -> !days.test(seed))
                .boxed()
                .findFirst();
        assertThat(found).as("days that find \"%s\", budget.seed=%d", to, SEED).isPresent();
    }

    /** Else every mutant might die of the harness. */
    @Test
    void sourceAsItIsSurvives() throws ReflectiveOperationException {
        LongPredicate days = MutantLoader.of("rows/RowGroups.java", "memory.freeAll();", "memory.freeAll();")
                .instance(Days.class, LongPredicate.class);
        assertThat(LongStream.range(SEED, SEED + 20)).as("budget.seed=%d", SEED).allMatch(days::test);
    }
}
