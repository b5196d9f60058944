// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code transaction.boundary=connector} on a worker with exactly-once support, as a consumer of committed records sees it. */
final class TransactionIT {
    private static final int ROWS = 3_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> CONNECTOR =
            Map.of("exactly.once.support", "required", "transaction.boundary", "connector");

    private static Stack stack;
    private static ConnectWorker worker;

    @BeforeAll
    static void start() {
        stack = Stack.start(new Settings.Parts(PhysicalForm.measured(), 3, 500, 1_000, 16_000_000));
        CountedTable.createSchema(stack);
        worker = ConnectWorker.start(SharedBroker.broker(), WorkerSettings.group("transactions"));
    }

    @AfterAll
    static void close() {
        Leftovers.close(worker, stack);
    }

    @AfterEach
    void openGate() {
        stack.s3().gate().open();
    }

    @Test
    void aWindowIsReadAllAtOnceOrNotAtAll() throws InterruptedException, ExecutionException {
        CountedTable table = CountedTable.create(stack, "whole", ROWS);
        HeldExport.holdAll(stack.s3());
        put(table, Map.of("transaction.max.duration.ms", "30000"));
        HeldExport export = HeldExport.await(stack.s3(), table.folder(), LIMIT);
        try (TopicReader<TopicRecord> everything = TopicReader.uncommitted(SharedBroker.broker(), table.topic());
                TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            int sent = everything.awaitCount(export.admitNext(), LIMIT).size();
            assertThat(sent).isBetween(1, ROWS - 1);
            assertThat(committed.readToEnd(LIMIT)).isEmpty();
            assertThat(table.offset(worker.rest()).isMissingNode()).isTrue();
            stack.s3().gate().open();

            committed.awaitCount(ROWS, LIMIT);

            assertThat(CountedTable.ids(committed.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS));
            assertThat(transactions(table)).isEqualTo(1);
            assertThat(table.offset(worker.rest()).path("state").asText()).isEqualTo("finished");
        }
        worker.rest().delete("whole");
    }

    /** No further row comes while the next part is held, so only a poll without rows can end the transaction. */
    @Test
    void anOpenTransactionOfAnIdleTaskIsCommitted() {
        CountedTable table = CountedTable.create(stack, "idle", ROWS);
        HeldExport.holdAll(stack.s3());
        put(table, Map.of("transaction.max.duration.ms", "1000"));
        HeldExport export = HeldExport.await(stack.s3(), table.folder(), LIMIT);
        try (TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            int first = export.admitNext();
            assertThat(committed.awaitCount(first, LIMIT)).hasSize(first);
            assertThat(export.rowsBehind(table.offset(worker.rest()))).isEqualTo(first);
            stack.s3().gate().open();
            committed.awaitCount(ROWS, LIMIT);
            assertThat(CountedTable.ids(committed.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS));
        }
        worker.rest().delete("idle");
    }

    @Test
    void aTransactionHasSoManyRows() throws InterruptedException, ExecutionException {
        CountedTable table = CountedTable.create(stack, "counted", ROWS + 10);
        put(table, Map.of("transaction.max.rows", "750", "transaction.max.duration.ms", "30000"));
        try (TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            committed.awaitCount(ROWS + 10, LIMIT);
            assertThat(CountedTable.ids(committed.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS + 10));
            assertThat(committed.records())
                    .as("offsets of a topic's records, between which those of commits lie")
                    .extracting(TopicRecord::offset)
                    .contains(749L, 751L, 1_500L, 1_502L)
                    .doesNotContain(750L, 1_501L, 2_252L, 3_003L);
            assertThat(transactions(table)).isEqualTo(5);
        }
        worker.rest().delete("counted");
    }

    @Test
    void eachOfTheWindowsThatALargeOneIsCutIntoIsWhole() throws InterruptedException, ExecutionException {
        CountedTable table = CountedTable.create(stack, "cut", ROWS);
        put(table, Map.of("window.max.rows", "1000", "transaction.max.duration.ms", "30000"));
        try (TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            committed.awaitCount(ROWS, LIMIT);
            assertThat(CountedTable.ids(committed.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS));
            assertThat(transactions(table)).isEqualTo(3);
            assertThat(committed.records())
                    .as("offsets of a topic's records, between which those of commits lie")
                    .extracting(TopicRecord::offset)
                    .doesNotContain(1_000L, 2_001L, 3_002L);
        }
        worker.rest().delete("cut");
    }

    @Test
    void aBulkReadIsOneTransaction() throws InterruptedException, ExecutionException {
        CountedTable table = CountedTable.create(stack, "bulk", ROWS);
        put(
                table,
                Map.of(
                        "mode",
                        "bulk",
                        "snapshot.mode",
                        "initial_only",
                        "window.max.rows",
                        "1000",
                        "transaction.max.duration.ms",
                        "30000"));
        try (TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            committed.awaitCount(ROWS, LIMIT);
            assertThat(CountedTable.ids(committed.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS));
            assertThat(transactions(table)).isEqualTo(1);
            assertThat(table.offset(worker.rest()).path("kind").asText()).isEqualTo("whole");
            assertThat(table.offset(worker.rest()).path("ended").asText()).isEqualTo("true");
        }
        worker.rest().delete("bulk");
    }

    @Test
    void aWindowThatIsCutOffByAKillComesWholeAndOnce() throws InterruptedException, ExecutionException {
        CountedTable table = CountedTable.create(stack, "killed", ROWS);
        HeldExport.holdAll(stack.s3());
        put(table, Map.of("transaction.max.duration.ms", "30000"));
        HeldExport export = HeldExport.await(stack.s3(), table.folder(), LIMIT);
        try (TopicReader<TopicRecord> everything = TopicReader.uncommitted(SharedBroker.broker(), table.topic());
                TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            everything.awaitCount(export.admitNext(), LIMIT);
            worker.kill();
            stack.s3().gate().open();

            worker.restart();

            committed.awaitCount(ROWS, LIMIT);
            assertThat(CountedTable.ids(committed.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS));
        }
        worker.rest().delete("killed");
    }

    @Test
    void aTimeThatIsNotSafeIsRefused() {
        CountedTable table = new CountedTable(stack, "refused");
        stack.redshift().execute("CREATE TABLE c.refused (id INTEGER NOT NULL, at TIMESTAMP)");
        Map<String, String> settings = new HashMap<>(table.settings(CONNECTOR));
        settings.put("name", "refused");
        assertThat(errors(settings)).isEmpty();

        settings.put("producer.override.transaction.timeout.ms", "20000");
        assertThat(errors(settings))
                .singleElement()
                .asString()
                .startsWith(
                        "transaction.max.duration.ms=20000 is more than half of the producer's transaction timeout");
    }

    private static void put(CountedTable table, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(table.settings(CONNECTOR));
        settings.putAll(more);
        worker.rest().putConfig(table.name(), settings);
    }

    /** How many were committed: each leaves one more offset in the topic's one partition. */
    private static long transactions(CountedTable table) throws InterruptedException, ExecutionException {
        TopicPartition partition = new TopicPartition(table.topic(), 0);
        try (Admin admin = SharedBroker.broker().admin();
                TopicReader<TopicRecord> committed = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
            return end - committed.readToEnd(LIMIT).size();
        }
    }

    private static List<String> errors(Map<String, String> settings) {
        JsonNode verdict = worker.rest().validate("RedshiftSourceConnector", settings);
        return StreamSupport.stream(verdict.path("configs").spliterator(), false)
                .flatMap(config ->
                        StreamSupport.stream(config.at("/value/errors").spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }
}
