// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Offsets as an operator changes them through Connect's REST interface, and what is read afterwards. */
final class OffsetsIT {
    /** An hour apart, so that the 720th is stamped 2026-01-31 00:00:00. */
    private static final int ROWS = 1_000;

    private static final int BEFORE_THE_DATE = 720;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONNECTOR = "sales";

    private static Stack stack;
    private static ConnectWorker worker;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA sales");
        stack.redshift().execute("CREATE TABLE sales.orders (id INTEGER NOT NULL, updated_at TIMESTAMP)");
        stack.redshift()
                .execute("INSERT INTO sales.orders SELECT n, TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1 hour'"
                        + " FROM generate_series(1, %d) AS n".formatted(ROWS));
        worker = ConnectWorker.start(SharedBroker.broker(), WorkerSettings.group("offsets"));
    }

    @AfterAll
    static void close() {
        Leftovers.close(worker, stack);
    }

    /** As the README shows it, with the file that it shows. */
    @Test
    void aTableIsReadAgainFromADate() throws IOException {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("exactly.once.support", "required");
        // Who stops right after a window's last row leaves its files to the sweep.
        settings.put("staging.orphan.age.ms", "1000");
        settings.put("topic.prefix", "offsets");
        settings.put("table.include.list", "sales\\.orders");
        settings.put("watermark.column", "updated_at");
        worker.rest().putConfig(CONNECTOR, settings);
        try (TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), "offsets.sales.orders")) {
            topic.awaitCount(ROWS, LIMIT);
            awaitStored("2026-02-11 16:00:00");
            worker.rest().stop(CONNECTOR);
            worker.rest().awaitStopped(CONNECTOR, LIMIT);

            refuseWhatMakesNoSense();
            JsonNode answer = worker.rest().patchOffsets(CONNECTOR, documented());
            assertThat(answer.path("message").asText())
                    .isEqualTo("The offsets for this connector have been altered successfully");
            worker.rest().resume(CONNECTOR);

            topic.awaitCount(2 * ROWS - BEFORE_THE_DATE, LIMIT);
            awaitStored("2026-02-11 16:00:00");
            assertThat(times(topic)).isEqualTo(expected(1, 2));

            worker.rest().stop(CONNECTOR);
            worker.rest().awaitStopped(CONNECTOR, LIMIT);
            worker.rest().deleteOffsets(CONNECTOR);
            worker.rest().resume(CONNECTOR);

            topic.awaitCount(3 * ROWS - BEFORE_THE_DATE, LIMIT);
            awaitStored("2026-02-11 16:00:00");
            assertThat(times(topic)).isEqualTo(expected(2, 3));
            requireMetrics();
        }
    }

    /** Of the task that read all rows anew. */
    private static void requireMetrics() {
        String table = ",table=sales.orders";
        assertThat(worker.metric(CONNECTOR, table, "rows-total")).contains((long) ROWS);
        assertThat(worker.metric(CONNECTOR, table, "rows-left")).contains(0L);
        assertThat(worker.metric(CONNECTOR, table, "watermark")).contains("2026-02-11 16:00:00.000000");
        assertThat(worker.metric(CONNECTOR, table, "failures-total")).contains(0L);
        assertThat((Long) worker.metric(CONNECTOR, table, "statements-total").orElseThrow())
                .isPositive();
        assertThat(worker.metric(CONNECTOR, "", "tables")).contains(1L);
        assertThat(worker.metric(CONNECTOR, "", "queue-bytes")).contains(0L);
        assertThat((Long) worker.metric(CONNECTOR, "", "data-api-execute-calls-total")
                        .orElseThrow())
                .isPositive();
        assertThat((Long) worker.metric(CONNECTOR, "", "s3-get-calls-total").orElseThrow())
                .isPositive();
    }

    private static JsonNode documented() throws IOException {
        return new ObjectMapper()
                .readTree(Path.of("config", "offsets-from-a-date.json").toFile());
    }

    /** The words reach whoever asked, and nothing is written. */
    private static void refuseWhatMakesNoSense() throws IOException {
        JsonNode before = worker.rest().offsets(CONNECTOR);
        JsonNode offsets = documented();
        ((ObjectNode) offsets.at("/offsets/0/partition")).put("table", "order");
        assertThatThrownBy(() -> worker.rest().patchOffsets(CONNECTOR, offsets))
                .isInstanceOf(ConnectRestException.class)
                .hasMessageContaining("Table \\\"sales.order\\\" is not selected");
        JsonNode otherOrdering = documented();
        ((ObjectNode) otherOrdering.at("/offsets/0/offset")).put("ordering", "timestamptz");
        assertThatThrownBy(() -> worker.rest().patchOffsets(CONNECTOR, otherOrdering))
                .hasMessageContaining("is a timestamp without time zone; expected \\\"timestamp\\\".");
        assertThat(worker.rest().offsets(CONNECTOR)).isEqualTo(before);

        // Nothing is selected by that name, and still its offset may go.
        ((ObjectNode) offsets.at("/offsets/0")).putNull("offset");
        worker.rest().patchOffsets(CONNECTOR, offsets);
    }

    /** A query is known by its name, and its text by a hash in its offset, which an operator may take away. */
    @Test
    void aChangedQueryGoesOnWhenAnOperatorSaysWhere() throws IOException {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("exactly.once.support", "required");
        settings.put("staging.orphan.age.ms", "1000");
        settings.put("topic.prefix", "queries");
        settings.put("query.names", "few");
        settings.put("query.few.watermark.column", "stamp");
        settings.put("query.few.sql", "SELECT a.id, b.id, a.updated_at AS stamp FROM sales.orders a, sales.orders b");
        assertThatThrownBy(() -> worker.rest().putConfig("queries", settings))
                .isInstanceOf(ConnectRestException.class)
                .hasMessageContaining("query.few.sql")
                .hasMessageContaining("several columns of the same name: id (2)");

        settings.put("query.few.sql", "SELECT id, updated_at AS stamp FROM sales.orders WHERE id <= 10; -- ten");
        worker.rest().putConfig("queries", settings);
        try (TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), "queries.few")) {
            topic.awaitCount(10, LIMIT);
            settings.put("query.few.sql", "SELECT id, updated_at AS stamp FROM sales.orders WHERE id <= 20");
            worker.rest().putConfig("queries", settings);
            Await.until("the changed query to be refused", LIMIT, () -> worker.logText()
                    .contains("few cannot be streamed, will be looked at again in PT5M: Query \"few\" was changed"));
            worker.rest().stop("queries");
            worker.rest().awaitStopped("queries", LIMIT);

            ObjectNode offsets = (ObjectNode) worker.rest().offsets("queries");
            ObjectNode offset = (ObjectNode) offsets.at("/offsets/0/offset");
            assertThat(offset.path("query_hash").asText()).matches("[0-9a-f]{16}");
            assertThatThrownBy(() -> worker.rest().patchOffsets("queries", offsets))
                    .hasMessageContaining("for the text that it has now, or no such key");
            offset.remove("query_hash");
            worker.rest().patchOffsets("queries", offsets);
            worker.rest().resume("queries");

            topic.awaitCount(20, LIMIT);
            assertThat(CountedTable.ids(topic.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, 20));
        }
    }

    private static void awaitStored(String watermark) {
        Await.until("the end to be stored", LIMIT, () -> worker.rest()
                .offsets(CONNECTOR)
                .at("/offsets/0/offset/watermark")
                .asText()
                .startsWith(watermark));
    }

    private static Map<Integer, Long> times(TopicReader<TopicRecord> topic) {
        List<Integer> ids = CountedTable.ids(topic.readToEnd(LIMIT));
        return ids.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    }

    private static Map<Integer, Long> expected(long before, long after) {
        return CountedTable.numbers(1, ROWS).stream()
                .collect(Collectors.toMap(id -> id, id -> id <= BEFORE_THE_DATE ? before : after));
    }
}
