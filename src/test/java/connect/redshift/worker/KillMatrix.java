// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import connect.redshift.worker.KillReport.Cell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Workers killed with SIGKILL at each point of a table's life: each cell of the matrix is the lives of
 * {@code kill.tables} tables (20), with rows inserted while nobody reads. {@code -Dkill.seed=…} draws the same rows
 * again. With and without transactions are two classes, as one after the other they would be what everything else waits
 * for; the table of both goes to {@code target/reports/kill-matrix.txt}.
 */
abstract class KillMatrix {
    private static final int TABLES = Integer.getInteger("kill.tables", 20);
    private static final long SEED = Long.getLong("kill.seed", new Random().nextInt(1_000_000_000));
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final List<Cell> CELLS = new ArrayList<>();
    private static Stack stack;

    private final Random random = new Random(SEED);
    private final boolean exactlyOnce;
    private ConnectWorker worker;

    KillMatrix(boolean exactlyOnce) {
        this.exactlyOnce = exactlyOnce;
    }

    /** A row as it came. */
    private record Row(String topic, int id) {
        static Row of(ConsumerRecord<byte[], byte[]> record) {
            return new Row(
                    record.topic(), TopicRecord.of(record).payload().path("id").asInt());
        }
    }

    @BeforeAll
    static void startStack() {
        CELLS.clear();
        System.out.printf("kill.seed=%d kill.tables=%d%n", SEED, TABLES);
        stack = Stack.start(new Settings.Parts(PhysicalForm.measured(), 2, 50, 100, 16_000_000));
        stack.redshift().execute("CREATE SCHEMA km");
    }

    @AfterAll
    static void report() {
        stack.close();
        KillReport.put(CELLS).forEach(System.out::println);
    }

    @Test
    final void noRowIsLostWhereverAWorkerIsKilled() {
        worker = startWorker();
        try {
            for (KillPoint point : KillPoint.values()) {
                CELLS.add(live(point));
            }
        } finally {
            stack.redshift().faults().clear();
            stack.s3().gate().open();
            worker.kill();
            worker.close();
        }
    }

    private ConnectWorker startWorker() {
        return ConnectWorker.start(
                SharedBroker.broker(),
                WorkerSettings.group(exactlyOnce ? "kill-exactly" : "kill-atleast")
                        .exactlyOnce(exactlyOnce)
                        .offsetFlush(Duration.ofSeconds(2)));
    }

    private Cell live(KillPoint point) {
        String name = (exactlyOnce ? "eo_" : "alo_") + point.slug();
        int[] rows = new int[TABLES];
        for (int table = 0; table < TABLES; table++) {
            stack.redshift()
                    .execute("CREATE TABLE km.%s_%02d (id INTEGER, note VARCHAR(2000), at TIMESTAMP)"
                            .formatted(name, table));
            rows[table] = insert(name, table, 0, 250 + random.nextInt(250));
        }
        point.arm(stack);
        putConnector(name);
        awaitPoint(point, name, rows);
        kill(point);
        for (int table = 0; table < TABLES; table++) {
            rows[table] = insert(name, table, rows[table], random.nextInt(30));
        }
        point.disarm(stack);
        if (!worker.isAlive()) {
            worker.restart();
        }
        Cell cell = count(point, name, rows);
        assertThat(cell.missing()).as("missing rows: %s", cell.line()).isZero();
        if (exactlyOnce) {
            assertThat(cell.duplicates()).as("duplicates: %s", cell.line()).isZero();
        }
        requireNothingIsLeft(name);
        return cell;
    }

    /**
     * Rows of one watermark each or of a shared one, above what earlier rows have; hexadecimal noise, so that parts
     * have a size.
     */
    private int insert(String name, int table, int from, int count) {
        stack.redshift()
                .execute(
                        """
                        INSERT INTO km.%s_%02d
                        SELECT n, (SELECT STRING_AGG(MD5(n::text || i), '') FROM generate_series(1, 40) AS i),
                            TIMESTAMP '2026-01-01 00:00:00' + (%d + n / %d) * INTERVAL '1 second'
                        FROM generate_series(%d, %d) AS n"""
                                .formatted(name, table, 2 * from, 1 + random.nextInt(3), from + 3, from + 2 + count));
        return from + count;
    }

    private void putConnector(String name) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("tasks.max", "5");
        settings.put("topic.prefix", "matrix");
        settings.put("table.include.list", "km\\." + name + "_\\d+");
        settings.put("watermark.column", "at");
        settings.put("max.batch.size", "20");
        settings.put("staging.orphan.age.ms", "1000");
        settings.put("validation.mode", "offline");
        if (exactlyOnce) {
            settings.put("exactly.once.support", "required");
            settings.put("transaction.boundary", "interval");
            settings.put("transaction.boundary.interval.ms", "500");
        }
        worker.rest().putConfig(name, settings);
    }

    private void awaitPoint(KillPoint point, String name, int[] rows) {
        List<String> topics = topics(name);
        if (point == KillPoint.BEFORE_COMMIT) {
            try (TopicReader<Row> last =
                    TopicReader.uncommitted(SharedBroker.broker(), topics.subList(TABLES - 1, TABLES), Row::of)) {
                last.awaitCount(rows[TABLES - 1], LIMIT);
            }
            return;
        }
        Await.until("%d tables to be %s".formatted(TABLES, point), LIMIT, () -> {
            List<String> signs = point.signs(stack).toList();
            return IntStream.range(0, TABLES)
                    .mapToObj(table -> "km.%s_%02d".formatted(name, table))
                    .allMatch(table -> signs.stream().anyMatch(sign -> sign.contains(table)));
        });
        if (point.hasRows()) {
            try (TopicReader<Row> all = TopicReader.uncommitted(SharedBroker.broker(), topics, Row::of)) {
                all.await(
                        "a row of each table",
                        read -> read.stream().map(Row::topic).distinct().count() == TABLES,
                        LIMIT);
            }
        }
    }

    private void kill(KillPoint point) {
        if (point != KillPoint.REBALANCE) {
            worker.kill();
            return;
        }
        ConnectWorker second = startWorker();
        worker.kill();
        worker.close();
        worker = second;
    }

    private Cell count(KillPoint point, String name, int[] rows) {
        long expected = IntStream.of(rows).asLongStream().sum();
        try (TopicReader<Row> topics = TopicReader.committed(SharedBroker.broker(), topics(name), Row::of)) {
            topics.await(expected + " rows", read -> read.stream().distinct().count() >= expected, LIMIT);
            Await.until("all ends to be stored", LIMIT, () -> allFinished(name));
            List<Row> read = topics.readToEnd(LIMIT);
            long missing = expected - read.stream().distinct().count();
            return new Cell(
                    exactlyOnce ? "exactly once" : "at least once",
                    point.toString(),
                    TABLES,
                    expected,
                    read.size(),
                    missing);
        }
    }

    private boolean allFinished(String name) {
        JsonNode offsets = worker.rest().offsets(name).path("offsets");
        int finished = 0;
        for (JsonNode entry : offsets) {
            finished += entry.at("/offset/state").asText().equals("finished") ? 1 : 0;
        }
        return finished == TABLES;
    }

    private static List<String> topics(String name) {
        return IntStream.range(0, TABLES)
                .mapToObj(table -> "matrix.km.%s_%02d".formatted(name, table))
                .toList();
    }

    /** A start sweeps what the killed worker left young. */
    private void requireNothingIsLeft(String name) {
        worker.rest().restart(name);
        Leftovers.requireNone(worker, stack);
    }
}
