// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workers that are killed and started again: no row is lost, none comes twice that Connect had committed. */
final class KillIT {
    private static final int ROWS = 20_000;
    private static final int FEWER_ROWS = 3_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static Stack stack;
    private ConnectWorker worker;

    @BeforeAll
    static void startStack() {
        stack = Stack.start(new Settings.Parts(PhysicalForm.measured(), 3, 500, 1_000, 16_000_000));
        stack.redshift().execute("CREATE SCHEMA k");
    }

    @AfterAll
    static void closeStack() {
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void closeWorker() {
        stack.s3().gate().open();
        stack.redshift().faults().clear();
        if (worker != null) {
            worker.kill();
            worker.close();
        }
    }

    @Test
    void atLeastOnceRepeatsOnlyWhatWasNotCommitted() {
        start(WorkerSettings.group("repeated").exactlyOnce(false).offsetFlush(Duration.ofSeconds(3)));
        killInTheMiddle("repeated", Map.of());
        assertNothingIsLeft("repeated");
    }

    @Test
    void exactlyOnceRepeatsNothing() {
        start(WorkerSettings.group("exact"));
        // Transactions of many batches, so that the kill leaves one open.
        killInTheMiddle(
                "exact",
                Map.of(
                        "exactly.once.support",
                        "required",
                        "transaction.boundary",
                        "interval",
                        "transaction.boundary.interval.ms",
                        "1000"));
        try (TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), topic("exact"))) {
            List<Integer> ids = ids(committed.readToEnd(LIMIT));
            assertThat(ids.size()).isEqualTo(ROWS);
            assertThat(times(ids).size()).isEqualTo(ROWS);
        }
        assertNothingIsLeft("exact");
    }

    /**
     * Kills the worker when some rows are behind the stored offset and more have been sent, starts it again, and finds
     * in the topic, that of open and aborted transactions included, what was stored once and the rest of what was sent
     * twice.
     */
    private void killInTheMiddle(String table, Map<String, String> settings) {
        createTable(table, ROWS);
        HeldExport.holdAll(stack.s3());
        putConnector(table, settings);
        HeldExport export = awaitExport(table);
        try (TopicReader<TopicRecord> topic = TopicReader.uncommitted(SharedBroker.broker(), topic(table))) {
            int admitted = 0;
            int read = 0;
            int stored = 0;
            while (read < ROWS / 10 || stored == 0 || stored == read) {
                assertThat(++admitted).as("parts before an offset is stored").isLessThan(export.parts() * 4 / 5);
                read = topic.awaitCount(export.admitNext(), LIMIT).size();
                stored = export.rowsBehind(offset(table));
            }
            worker.kill();
            assertThat(read).isLessThan(ROWS * 8 / 10);

            HeldExport.holdAll(stack.s3());
            worker.restart();
            // No part can be read, so this is what was stored when the worker died.
            stored = export.rowsBehind(offset(table));
            stack.s3().gate().open();

            topic.await("the last row", records -> times(ids(records)).size() == ROWS, LIMIT);
            awaitFinished(table);
            List<Integer> ids = ids(topic.readToEnd(LIMIT));
            int sent = ids.size() - (ROWS - stored);
            assertThat(sent).as("sent before the kill").isGreaterThanOrEqualTo(read);
            assertThat(stored).isBetween(1, sent);
            Map<Integer, Long> times = times(ids);
            assertThat(times.size()).isEqualTo(ROWS);
            assertThat(ids.subList(0, stored)).as("stored").allMatch(id -> times.get(id) == 1);
            assertThat(ids.subList(stored, sent)).as("sent and not stored").allMatch(id -> times.get(id) == 2);
        }
    }

    /** Rows from 1000 on have a name of eight bytes, and with it 20 in all; letters are as durable as rows. */
    @Test
    void badRowsComeOnceInTheirOwnTopic() {
        createTable("bad", FEWER_ROWS);
        start(WorkerSettings.group("bad"));
        HeldExport.holdAll(stack.s3());
        putConnector(
                "bad",
                Map.of(
                        "exactly.once.support", "required",
                        "errors.row.mode", "topic",
                        "errors.deadletterqueue.topic.name", "kill.bad-rows",
                        "max.record.bytes", "19"));
        HeldExport export = awaitExport("bad");
        try (TopicReader<TopicRecord> rows = TopicReader.committed(SharedBroker.broker(), topic("bad"));
                TopicReader<TopicRecord> letters = TopicReader.committed(SharedBroker.broker(), "kill.bad-rows")) {
            export.admitNext();
            letters.awaitCount(1, LIMIT);
            rows.awaitCount(1, LIMIT);
            worker.kill();
            worker.restart();
            stack.s3().gate().open();
            awaitFinished("bad");

            assertThat(ids(rows.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(1, 1_000).boxed().toList());
            assertThat(letters.readToEnd(LIMIT))
                    .allSatisfy(letter -> assertThat(letter.headers())
                            .containsEntry("__table", "bad")
                            .containsEntry("__connect.errors.topic", topic("bad"))
                            .containsEntry("__connect.errors.redshift.column", "name")
                            .containsKeys("__export", "__part", "__row"))
                    .extracting(
                            letter -> letter.payload().path("values").path("id").asInt())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1_000, FEWER_ROWS).boxed().toList());
        }
        assertNothingIsLeft("bad");
    }

    /** What is staged is read as it was written; the new column comes with the next window. */
    @Test
    void tableAlteredInTheMiddleOfAnExportLosesNoRow() {
        createTable("altered", FEWER_ROWS);
        start(WorkerSettings.group("altered"));
        HeldExport.holdAll(stack.s3());
        putConnector("altered", Map.of("exactly.once.support", "required"));
        HeldExport export = awaitExport("altered");
        try (TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), topic("altered"))) {
            int read = topic.awaitCount(export.admitNext(), LIMIT).size();
            worker.kill();
            assertThat(read).isBetween(FEWER_ROWS / 10, FEWER_ROWS * 8 / 10);
            stack.redshift().execute("ALTER TABLE k.altered ADD COLUMN added VARCHAR(10) DEFAULT 'new'");
            stack.s3().gate().open();

            worker.restart();

            topic.awaitCount(FEWER_ROWS, LIMIT);
            awaitFinished("altered");
            List<TopicRecord> old = topic.readToEnd(LIMIT);
            assertThat(old.size()).isEqualTo(FEWER_ROWS);
            assertThat(times(ids(old)).size()).isEqualTo(FEWER_ROWS);
            assertThat(old).noneMatch(record -> record.payload().has("added"));
            stack.redshift()
                    .execute("INSERT INTO k.altered VALUES (%d, 'later', SYSDATE, 'x')".formatted(FEWER_ROWS + 1));
            TopicRecord last = topic.awaitCount(FEWER_ROWS + 1, LIMIT).get(FEWER_ROWS);
            assertThat(last.payload().path("id").asInt()).isEqualTo(FEWER_ROWS + 1);
            assertThat(last.payload().path("added").asText()).isEqualTo("x");
        }
        assertNothingIsLeft("altered");
    }

    /** The statement goes on in Redshift and its files name nobody: they go once they are old. */
    @Test
    void filesOfAnUnloadThatNobodyAwaitedGo() {
        createTable("orphaned", FEWER_ROWS);
        String held = stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        start(WorkerSettings.group("orphaned"));
        putConnector("orphaned", Map.of("exactly.once.support", "required"));
        Await.until("an UNLOAD", LIMIT, () -> unloading("orphaned"));
        worker.kill();
        stack.redshift().faults().remove(held);
        awaitExport("orphaned");
        Set<String> orphans = new HashSet<>(staged("orphaned"));

        worker.restart();

        try (TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), topic("orphaned"))) {
            topic.awaitCount(FEWER_ROWS, LIMIT);
            awaitFinished("orphaned");
            List<Integer> ids = ids(topic.readToEnd(LIMIT));
            assertThat(ids.size()).isEqualTo(FEWER_ROWS);
            assertThat(times(ids).size()).isEqualTo(FEWER_ROWS);
        }
        assertThat(orphans).isNotEmpty();
        assertNothingIsLeft("orphaned");
    }

    @Test
    void startFromNowIsRememberedWithoutARow() {
        stack.redshift().execute("CREATE TABLE k.fresh (id INTEGER NOT NULL, name VARCHAR(40), at TIMESTAMP)");
        insert("fresh", 1, 100, "SYSDATE");
        start(WorkerSettings.group("fresh").exactlyOnce(false));
        // By number, "now" is the greatest one that is there: asked again after the restart, it would skip all rows.
        putConnector("fresh", Map.of("snapshot.mode", "no_data", "watermark.column", "id"));
        try (TopicReader<TopicRecord> heartbeats =
                TopicReader.committed(SharedBroker.broker(), "__redshift-heartbeat.kill")) {
            heartbeats.awaitCount(1, LIMIT);
        }
        Await.until("the start to be stored", LIMIT, () -> offset("fresh").has("watermark"));
        worker.kill();
        insert("fresh", 101, 150, "SYSDATE");

        worker.restart();

        try (TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), topic("fresh"))) {
            topic.awaitCount(50, LIMIT);
            Await.until(
                    "the end to be stored",
                    LIMIT,
                    () -> offset("fresh").path("watermark").asText().equals("150"));
            assertThat(ids(topic.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(101, 150).boxed().toList());
        }
        assertNothingIsLeft("fresh");
    }

    private static void createTable(String name, int rows) {
        stack.redshift()
                .execute("CREATE TABLE k.%s (id INTEGER NOT NULL, name VARCHAR(40), at TIMESTAMP)".formatted(name));
        insert(name, 1, rows, "TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1.000001 seconds'");
    }

    private static void insert(String table, int first, int last, String at) {
        stack.redshift()
                .execute("INSERT INTO k.%s SELECT n, 'row ' || n, %s FROM generate_series(%d, %d) AS n"
                        .formatted(table, at, first, last));
    }

    private void start(WorkerSettings settings) {
        worker = ConnectWorker.start(SharedBroker.broker(), settings);
    }

    private void putConnector(String table, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("topic.prefix", "kill");
        settings.put("table.include.list", "k\\." + table);
        settings.put("watermark.column", "at");
        settings.put("max.batch.size", "100");
        settings.put("staging.orphan.age.ms", "1000");
        settings.putAll(more);
        worker.rest().putConfig(table, settings);
    }

    private static String topic(String table) {
        return "kill.k." + table;
    }

    private static String folder(String table) {
        return "kafka-connect/%s/k.%s/".formatted(table, table);
    }

    private static HeldExport awaitExport(String table) {
        return HeldExport.await(stack.s3(), folder(table), LIMIT);
    }

    private static List<String> staged(String table) {
        return stack.s3().keys(Stack.BUCKET, folder(table));
    }

    private static boolean unloading(String table) {
        return stack.redshift().runningStatements().stream()
                .anyMatch(statement -> statement.name().contains(table + " export"));
    }

    /** The stored offset of the connector's one table; missing if there is none. */
    private JsonNode offset(String connector) {
        JsonNode offsets = worker.rest().offsets(connector).path("offsets");
        return offsets.isEmpty() ? MissingNode.getInstance() : offsets.get(0).path("offset");
    }

    /** After the rows, since each look makes the worker read its offsets anew. */
    private void awaitFinished(String connector) {
        Await.until(
                "the end of the export to be stored",
                LIMIT,
                () -> offset(connector).path("state").asText().equals("finished"));
    }

    private void assertNothingIsLeft(String connector) {
        Await.until(
                "the staging folder to be empty", LIMIT, () -> staged(connector).isEmpty());
        Leftovers.requireNone(worker, stack);
    }

    private static List<Integer> ids(List<TopicRecord> records) {
        return records.stream()
                .map(record -> record.payload().path("id").asInt())
                .toList();
    }

    private static Map<Integer, Long> times(List<Integer> ids) {
        return ids.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    }
}
