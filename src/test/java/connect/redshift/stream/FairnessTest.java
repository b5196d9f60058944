// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.rows.ByteBudget;
import connect.redshift.rows.ParquetRowReaderFactory;
import connect.redshift.rows.ReadAhead;
import connect.redshift.staging.S3Uri;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.table.KeyRules;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableRules;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.testing.PartFile;
import connect.redshift.testing.RecordedPause;
import connect.redshift.testing.SqlReader;
import connect.redshift.window.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * One task with a huge table that is being read, when two hundred others get rows: real parts, one budget that two of
 * the huge table's row groups fill.
 */
final class FairnessTest {
    private static final int HUGE_ROWS = 300_000;
    private static final int HUGE_GROUP = 30_000;
    private static final int SMALL_TABLES = 180;
    private static final int SMALL_ROWS = 20;
    /** Their row groups do not lie in a part's end, so they wait for memory as the huge one's do. */
    private static final int MIDDLE_TABLES = 20;

    private static final int MIDDLE_ROWS = 6_000;
    private static final int BATCH = 2_048;
    private static final long BUDGET = 1_000_000;

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final ByteBudget budget = new ByteBudget(BUDGET);
    private final List<TableStream> streams = new ArrayList<>();
    private final List<Prepared> tables = new ArrayList<>();
    private final Map<String, Integer> came = new TreeMap<>();
    private long most;

    /** A table whose rows come all at once, when the test says so. */
    private static final class Prepared implements FakeStatements.Warehouse {
        private final MemoryStaging staging;
        private final String name;
        private final int rows;
        private final int rowsAGroup;
        private final TableStatus status;
        private boolean open;

        Prepared(MemoryStaging staging, String name, int rows, int rowsAGroup, Clock clock) {
            this.staging = staging;
            this.status = new TableStatus(name, ZoneOffset.UTC, clock);
            this.name = name;
            this.rows = rows;
            this.rowsAGroup = rowsAGroup;
        }

        @Override
        public ResultRows run(Statement statement) {
            String sql = statement.sql();
            if (sql.contains("FROM svv_all_columns")) {
                return new ModelColumns("timestamp without time zone").description();
            }
            if (sql.contains("FROM pg_constraint")) {
                return new ResultRows(List.of("column_name"), List.of(List.of(Optional.of("id"))));
            }
            if (sql.startsWith("UNLOAD ")) {
                unload(sql);
                return EMPTY;
            }
            // All rows have one watermark, so behind it there is nothing.
            boolean more = open && !sql.contains("\"wm\" > ");
            return new ResultRows(
                    List.of("up_to"),
                    List.of(List.of(more ? Optional.of("2026-01-01 00:00:00.000000 AD") : Optional.empty())));
        }

        private void unload(String sql) {
            SqlReader reader = new SqlReader(sql);
            reader.expect("UNLOAD (");
            String unused = reader.literal();
            reader.expect(")\nTO ");
            S3Uri folder = S3Uri.parse(reader.literal());
            byte[] part = PartFile.of(List.of(
                            PartFile.column(0, INT64, null),
                            PartFile.column(1, INT64, LogicalTypeAnnotation.timestampType(false, TimeUnit.MICROS))))
                    .rowsAGroup(rowsAGroup)
                    .plain()
                    .uncompressed()
                    .write(LongStream.range(0, rows)
                            .mapToObj(id -> List.of(id, 1_767_225_600_000_000L))
                            .toList());
            S3Uri file = folder.plus("0000_part_00.parquet");
            staging.put(file, part);
            staging.put(
                    folder.plus("manifest"),
                    "{\"entries\":[{\"url\":\"%s\",\"meta\":{\"content_length\":%d,\"record_count\":%d}}]}"
                            .formatted(file, part.length, rows)
                            .getBytes(UTF_8));
        }
    }

    private Prepared table(String name, int rows, int rowsAGroup) {
        MemoryStaging staging = new MemoryStaging(clock);
        Prepared table = new Prepared(staging, name, rows, rowsAGroup, clock);
        TableStream.Subject subject = new TableStream.Subject(
                name,
                StreamWiring.TABLE,
                Optional.of("wm"),
                new TableRules(new SchemaNames(name, name + ".Key"), new KeyRules(List.of())),
                new TableStream.Snapshot(new StartPoint.Earliest()),
                Duration.ofSeconds(1),
                Duration.ZERO,
                new TableStream.Failures(
                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                        -1,
                        TableStream.GivingUp.FAIL,
                        false));
        streams.add(new StreamWiring(
                        new FakeStatements(table),
                        staging,
                        clock,
                        background,
                        new ParquetRowReaderFactory(staging, background, ReadAhead.DEFAULT, budget))
                .open(
                        subject,
                        Duration.ofSeconds(1),
                        Wanted.DEFAULT,
                        Optional::empty,
                        () -> name,
                        change -> {},
                        table.status,
                        () -> {}));
        tables.add(table);
        return table;
    }

    private void poll(TaskStreams task) throws InterruptedException {
        List<SourceRecord> records = task.poll();
        if (!records.isEmpty()) {
            came.merge(records.get(0).valueSchema().name(), records.size(), Integer::sum);
        }
        background.drain();
        most = Math.max(most, budget.held());
    }

    private boolean isRead(Prepared table) {
        return came.getOrDefault(table.name, 0) == table.rows;
    }

    @Test
    void smallTablesAreReadWhileAHugeOneIs() throws InterruptedException {
        Prepared huge = table("huge", HUGE_ROWS, HUGE_GROUP);
        IntStream.range(0, SMALL_TABLES).forEach(number -> table("small-" + number, SMALL_ROWS, SMALL_ROWS));
        IntStream.range(0, MIDDLE_TABLES).forEach(number -> table("middle-" + number, MIDDLE_ROWS, MIDDLE_ROWS));
        TaskStreams task = new TaskStreams(streams, new RecordedPause(background::drain), BATCH);
        huge.open = true;
        for (int begin = 0; came.getOrDefault("huge", 0) < HUGE_ROWS / 10; begin++) {
            assertThat(begin)
                    .as("polls until the huge table is being read: %s", huge.status.lastError())
                    .isLessThan(300);
            poll(task);
        }

        tables.forEach(table -> table.open = true);
        clock.advance(Duration.ofSeconds(2));
        int polls = 0;
        for (; !tables.stream().allMatch(table -> table == huge || isRead(table)); polls++) {
            assertThat(polls).as("polls until the others are read").isLessThan(1_000);
            poll(task);
        }
        int hugeMeanwhile = came.get("huge") - HUGE_ROWS / 10;
        System.out.printf(
                "fairness: %d polls for the rows of %d tables, %d rows of the huge one meanwhile, at most %d bytes%n",
                polls, SMALL_TABLES + MIDDLE_TABLES, hugeMeanwhile, most);
        // One for each small table, three for each of the middle ones, and some while the huge one's row groups are
        // read.
        int batches = SMALL_TABLES + MIDDLE_TABLES * (1 + MIDDLE_ROWS / BATCH);
        assertThat(polls).isLessThan(batches + 2 * HUGE_GROUP / BATCH + 20);
        assertThat(hugeMeanwhile).as("rows of the huge table meanwhile").isPositive();
        assertThat(isRead(huge)).isFalse();

        for (int rest = 0; !isRead(huge); rest++) {
            assertThat(rest).as("polls for the rest").isLessThan(2 * HUGE_ROWS / BATCH);
            poll(task);
        }
        // A small part's end is held in any case, one a table.
        assertThat(most).isLessThan(BUDGET + (SMALL_TABLES + MIDDLE_TABLES) * (long) (64 << 10));
        for (int turn = 0; turn < streams.size(); turn++) {
            poll(task);
        }
        assertThat(budget.held()).as("bytes held when all is read").isZero();
    }
}
