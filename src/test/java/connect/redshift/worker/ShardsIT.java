// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One table in four shards over two workers, one of which is killed while each shard is in the middle of a window. */
final class ShardsIT {
    private static final int ROWS = 8_000;
    private static final int SHARDS = 4;
    private static final String TOPIC = "shards.sh.orders";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static Stack stack;

    @BeforeAll
    static void startStack() {
        stack = Stack.start(new Settings.Parts(PhysicalForm.measured(), 2, 100, 200, 16_000_000));
        stack.redshift().execute("CREATE SCHEMA sh");
        stack.redshift().execute("CREATE TABLE sh.orders (id BIGINT NOT NULL, name VARCHAR(40), at TIMESTAMP)");
        insert(1, ROWS);
    }

    @AfterAll
    static void closeStack() {
        if (stack != null) {
            stack.close();
        }
    }

    private static void insert(int first, int last) {
        stack.redshift()
                .execute(("INSERT INTO sh.orders SELECT n, 'row ' || n,"
                                + " TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '0.3 seconds' FROM generate_series(%d, %d) AS n")
                        .formatted(first, last));
    }

    @Test
    void killedWorkersShardsAreTakenOverAndEveryRowComesOnce() {
        ConnectWorker staying = ConnectWorker.start(SharedBroker.broker(), WorkerSettings.group("shards"));
        ConnectWorker killed = ConnectWorker.start(SharedBroker.broker(), WorkerSettings.group("shards"));
        try (TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), TOPIC)) {
            // Each slice's second part and those after it: a whole part of these fits into the first read of it.
            stack.s3().gate().hold("_part_01");
            staying.rest().putConfig("sharded", settings());
            Await.until("all shards to be in the middle of a window", LIMIT, () -> halfRead(staying) == SHARDS);
            assertThat(workers(staying)).as("workers with tasks").hasSize(2);

            killed.kill();
            stack.s3().gate().open();
            insert(ROWS + 1, ROWS + 500);

            topic.await("the last row", records -> ids(records).size() == ROWS + 500, LIMIT);
            Await.until("the ends to be stored", LIMIT, () -> finished(staying) == SHARDS);
            List<TopicRecord> read = topic.readToEnd(LIMIT);
            int missing = ROWS + 500 - ids(read).size();
            int duplicates = read.size() - ids(read).size();
            Set<String> shards = new TreeSet<>();
            read.forEach(record -> shards.add(record.headers().get("__shard")));
            assertThat(shards).containsExactly("0/4", "1/4", "2/4", "3/4");
            System.out.printf("rows %d, missing %d, duplicates %d%n", ROWS + 500, missing, duplicates);
            assertThat(missing).isZero();
            assertThat(duplicates).isZero();
            Leftovers.requireNone(staying, stack);
        } finally {
            stack.s3().gate().open();
            killed.kill();
            killed.close();
            staying.close();
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("tasks.max", "4");
        settings.put("topic.prefix", "shards");
        settings.put("table.include.list", "sh\\.orders");
        settings.put("table.groups", "big");
        settings.put("table.big.include", "sh\\.orders");
        settings.put("table.big.shards", Integer.toString(SHARDS));
        settings.put("table.big.watermark.column", "at");
        settings.put("message.key.columns", "sh\\.orders:id");
        settings.put("exactly.once.support", "required");
        settings.put("source.headers.enabled", "true");
        settings.put("max.batch.size", "50");
        settings.put("staging.orphan.age.ms", "1000");
        return settings;
    }

    private static Set<Integer> ids(List<TopicRecord> records) {
        Set<Integer> ids = new HashSet<>();
        records.forEach(record -> ids.add(record.payload().path("id").asInt()));
        return ids;
    }

    private static Set<String> workers(ConnectWorker worker) {
        return new TreeSet<>(worker.rest().status("sharded").path("tasks").findValuesAsText("worker_id"));
    }

    private static int halfRead(ConnectWorker worker) {
        return count(worker, "reading");
    }

    private static int finished(ConnectWorker worker) {
        return count(worker, "finished");
    }

    private static int count(ConnectWorker worker, String state) {
        int count = 0;
        for (JsonNode entry : worker.rest().offsets("sharded").path("offsets")) {
            count += entry.at("/offset/state").asText().equals(state) ? 1 : 0;
        }
        return count;
    }
}
