// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static connect.redshift.testing.Validation.told;
import static connect.redshift.testing.Validation.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.emulator.DatabaseFront;
import connect.redshift.emulator.LoggedStatement;
import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Await;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries on the local Redshift: what they may be, what is refused of them, and what becomes of one that is changed. */
final class QueriesEmulatorTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String JOIN =
            """
            /* what ; is ' not */
            SELECT o.id, c.name AS customer, o.total, o.at -- the order's own (
            FROM dev.shop.orders o
            LEFT JOIN "shop"."customers" c ON c.id = o.customer
            WHERE o.note IS NULL OR o.note <> 'it''s; a \\\\ back--slash /* (' -- no end of line""";

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        for (String sql : List.of(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.customers (id INTEGER NOT NULL, name VARCHAR(40) NOT NULL)",
                "CREATE TABLE shop.orders (id INTEGER NOT NULL, customer INTEGER, total NUMERIC(12,2), note VARCHAR(60),"
                        + " at TIMESTAMP NOT NULL)",
                "INSERT INTO shop.customers VALUES (1, 'Ada'), (2, 'Bob')",
                "INSERT INTO shop.orders VALUES (1, 1, 9.50, NULL, '2026-01-01 00:00:01'),"
                        + " (2, 2, 0.01, 'x', '2026-01-01 00:00:02'), (3, 9, NULL, NULL, '2026-01-01 00:00:02'),"
                        + " (4, 1, 5, 'it''s; a \\\\ back--slash /* (', '2026-01-01 00:00:03')",
                "CREATE VIEW shop.open_orders AS SELECT id, at FROM shop.orders WHERE total IS NULL")) {
            stack.redshift().execute(sql);
        }
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    private static Map<String, String> query(String name, String sql, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("query.names", name, "query." + name + ".sql", sql));
        for (int index = 0; index < more.length; index += 2) {
            settings.put(more[index], more[index + 1]);
        }
        return settings;
    }

    /** All rows of one life, with their offsets stored when they have come. */
    private static List<SourceRecord> records(TaskContext memory, Map<String, String> settings, int count)
            throws InterruptedException {
        try (LocalConnector connector = LocalConnector.start(stack, memory, settings)) {
            List<SourceRecord> records = connector.records(count);
            records.forEach(record -> memory.store(record.sourcePartition(), record.sourceOffset()));
            return records;
        }
    }

    private static List<String> statements(String words) {
        return stack.redshift().statements().stream()
                .filter(statement -> statement.name().startsWith("local " + words))
                .map(LoggedStatement::sql)
                .toList();
    }

    private static List<Object> ids(List<SourceRecord> records) {
        return records.stream()
                .map(record -> ((Struct) record.value()).get("id"))
                .sorted()
                .toList();
    }

    /** With comments, quotes, a name of three parts and a join that makes NULL of what is NOT NULL. */
    @Test
    void aJoinIsStreamedAsATableIs() throws InterruptedException {
        Map<String, String> settings = query(
                "recent-orders", JOIN,
                "query.recent-orders.message.key.columns", "customer,id",
                "query.recent-orders.filter", "id < 100 -- all",
                "column.truncate.to.2.chars", "recent-orders\\.customer",
                "source.headers.enabled", "true");
        List<SourceRecord> records = records(new TaskContext(), settings, 3);
        assertThat(records).hasSize(3);
        Map<Object, String> rows = new TreeMap<>();
        for (SourceRecord record : records) {
            Struct row = (Struct) record.value();
            rows.put(
                    row.get("id"),
                    row.get("customer") + " " + row.get("total") + " of " + ((Struct) record.key()).get("customer"));
        }
        assertThat(rows).isEqualTo(Map.of(1, "Ad 9.50 of Ad", 2, "Bo 0.01 of Bo", 3, "null null of null"));
        SourceRecord first = records.get(0);
        assertThat(first.topic()).isEqualTo("test.recent-orders");
        assertThat(first.valueSchema().name()).isEqualTo("test.recent-orders.Value");
        assertThat(first.valueSchema().field("customer").schema().isOptional()).isTrue();
        assertThat(first.headers().lastWithName("__query").value()).isEqualTo("recent-orders");
        assertThat(first.headers().lastWithName("__table")).isNull();
        assertThat(first.sourcePartition())
                .isEqualTo(Map.of("database", "dev", "query", "recent-orders", "watermark", "at"));
        assertThat(first.sourceOffset().get("query_hash")).asString().matches("[0-9a-f]{16}");
        assertThat(statements("recent-orders export"))
                .isNotEmpty()
                .allMatch(sql -> sql.contains("/query/recent~2dorders/"));
    }

    /** No table is selected, so none is listed. */
    @Test
    void rowsThatComeLaterFollowBetweenThePlaceholders() throws InterruptedException {
        stack.redshift().execute("CREATE TABLE shop.events (id INTEGER NOT NULL)");
        stack.redshift().execute("INSERT INTO shop.events VALUES (1), (2)");
        Map<String, String> settings = query(
                "growing",
                "WITH e AS (SELECT id FROM shop.events WHERE id > ${after} AND id <= ${upTo})\nSELECT * FROM e; -- all",
                "query.growing.watermark.column",
                "id",
                "query.growing.poll.interval.ms",
                "200");
        try (LocalConnector connector = LocalConnector.start(stack, new TaskContext(), settings)) {
            assertThat(ids(connector.records(2))).containsExactly(1, 2);
            stack.redshift().execute("INSERT INTO shop.events VALUES (3), (4)");
            assertThat(ids(connector.records(2))).containsExactly(3, 4);
        }
        assertThat(statements("list tables")).isEmpty();
        assertThat(statements("growing")).noneMatch(sql -> sql.contains("${"));
    }

    @Test
    void aViewATableAndAWholeQueryGoSideBySide() throws InterruptedException {
        Map<String, String> settings = query(
                "open",
                "SELECT * FROM shop.open_orders",
                "query.names",
                "open,top",
                "query.top.sql",
                "SELECT id, total FROM shop.orders WHERE total IS NOT NULL ORDER BY total DESC LIMIT 1",
                "query.top.mode",
                "bulk",
                // It would be read a second time while the table is read the first.
                "query.top.poll.interval.ms",
                "600000",
                "query.top.topic",
                "${database}.best-${query}",
                "table.include.list",
                "shop\\.orders");
        List<SourceRecord> records = records(new TaskContext(), settings, 6);
        Map<String, List<Object>> byTopic = new TreeMap<>();
        records.stream()
                .collect(Collectors.groupingBy(SourceRecord::topic))
                .forEach((topic, of) -> byTopic.put(topic, ids(of)));
        assertThat(byTopic)
                .isEqualTo(Map.of(
                        "test.open", List.of(3), "dev.best-top", List.of(1), "test.shop.orders", List.of(1, 2, 3, 4)));
    }

    @Test
    void aDatabaseConnectionDescribesAndStreamsTheSame() throws InterruptedException {
        try (DatabaseFront database =
                stack.redshift().listen(Optional.empty(), (user, password) -> password.equals("right"))) {
            Map<String, String> settings = query(
                    "joined",
                    JOIN,
                    "connection.mode",
                    "jdbc",
                    "redshift.host",
                    "127.0.0.1",
                    "redshift.port",
                    Integer.toString(database.port()),
                    "redshift.ssl.mode",
                    "disable",
                    "redshift.db.user",
                    "reader",
                    "redshift.db.password",
                    "right");
            settings = LocalConnector.settings(stack, settings);
            settings.remove("redshift.workgroup");
            try (LocalConnector connector = LocalConnector.start(new TaskContext(), settings)) {
                List<SourceRecord> records = connector.records(3);
                assertThat(ids(records)).containsExactly(1, 2, 3);
                assertThat(records.get(0).valueSchema().field("total").schema().parameters())
                        .containsEntry("scale", "2")
                        .containsEntry("connect.decimal.precision", "12");
            }
        }
    }

    /** The others go on; each way out is one that the message names. */
    @Test
    void aChangedQueryIsRefusedUntilTheUserDecides() throws InterruptedException {
        Map<String, String> old = query("changing", "SELECT id, at FROM shop.orders WHERE id < 3");
        Map<String, String> same = query("changing", "SELECT id, at -- just a comment\nFROM shop.orders WHERE id < 3;");
        Map<String, String> changed =
                query("changing", "SELECT id, at FROM shop.orders WHERE id < 4", "table.include.list", "shop\\.orders");
        TaskContext memory = new TaskContext();
        assertThat(ids(records(memory, old, 2))).containsExactly(1, 2);

        List<SourceRecord> others = new ArrayList<>();
        try (LocalConnector connector = LocalConnector.start(stack, memory, changed)) {
            others.addAll(connector.records(4));
            others.addAll(connector.poll());
        }
        assertThat(others).hasSize(4).allMatch(record -> record.topic().equals("test.shop.orders"));

        try (LocalConnector connector = LocalConnector.start(stack, memory, same)) {
            Await.until("the old text to be asked for more", LIMIT, () -> {
                assertThat(poll(connector)).isEmpty();
                return statements("changing plan").stream()
                        .anyMatch(sql -> sql.contains("just a comment") && sql.contains("> '2026-01-01 00:00:02"));
            });
        }

        changed.put("query.change.mode", "restart");
        changed.remove("table.include.list");
        assertThat(ids(records(memory, changed, 3))).containsExactly(1, 2, 3);
        try (LocalConnector connector = LocalConnector.start(stack, memory, changed)) {
            Await.until("the new text to be asked for more", LIMIT, () -> {
                assertThat(poll(connector)).isEmpty();
                return statements("changing plan").stream()
                        .anyMatch(sql -> sql.contains("id < 4") && sql.contains("> '2026-01-01 00:00:02"));
            });
        }
    }

    private static List<SourceRecord> poll(LocalConnector connector) {
        try {
            return connector.poll();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    static Stream<Arguments> wrongQueries() {
        return Stream.of(
                wrong(
                        "columns of the same name",
                        "query.q.sql",
                        "Query \"q\" has several columns of the same name: id (2). Give each one a name of its own with AS (query.q.sql).",
                        "query.q.sql",
                        "SELECT o.id, c.id, o.at FROM shop.orders o JOIN shop.customers c ON c.id = o.customer"),
                wrong(
                        "a column without a name",
                        "query.q.sql",
                        "Query \"q\" has columns without a name, at [2] of 3. Give each one a name with AS (query.q.sql).",
                        "query.q.sql",
                        "SELECT id, id + 1, at FROM shop.orders"),
                wrong(
                        "a column that is not there",
                        "query.q.sql",
                        "query.q.sql is refused. Statement <id> (local describe q) failed: ERROR: column \"gone\" does not"
                                + " exist. Check its spelling. A name with capitals needs enable_case_sensitive_identifier for the"
                                + " database user.",
                        "query.q.sql",
                        "SELECT gone, at FROM shop.orders"),
                wrong(
                        "a watermark column that is not there",
                        "query.q.watermark.column",
                        "Query \"q\" has no column \"changed\" (watermark.column). It has: id, at.",
                        "query.q.sql",
                        "SELECT id, at FROM shop.orders",
                        "query.q.watermark.column",
                        "changed"),
                wrong(
                        "a key column that is not there",
                        "query.q.message.key.columns",
                        "Query \"q\" has no column \"no\" (query.q.message.key.columns). It has: id, at.",
                        "query.q.sql",
                        "SELECT id, at FROM shop.orders",
                        "query.q.message.key.columns",
                        "no"),
                wrong(
                        "a filter on what the query does not have",
                        "query.q.filter",
                        "query.q.filter is refused for query \"q\". Statement <id> (local explain q) failed: ERROR: column"
                                + " \"total\" does not exist. Check its spelling. A name with capitals needs"
                                + " enable_case_sensitive_identifier for the database user.",
                        "query.q.sql",
                        "SELECT id, at FROM shop.orders",
                        "query.q.filter",
                        "total > 1"),
                wrong(
                        "placeholders of a text",
                        "query.q.sql",
                        "Query \"q\" has ${after} or ${upTo}, and its watermark column \"name\" is a text: no text is smaller"
                                + " or greater than every other, so its first window would have no ends. Leave them out (query.q.sql).",
                        "query.q.sql",
                        "SELECT id, name FROM shop.customers WHERE name > ${after}",
                        "query.q.watermark.column",
                        "name"),
                wrong(
                        "two queries of one topic",
                        "table.topic.name.template",
                        "Query \"q\" and query \"r\" would both go to the topic \"test.r\". Give one of them a topic of its own"
                                + " (query.q.topic, or query.r.topic); to mix them on purpose, name the topic without ${schema} and"
                                + " ${table}.",
                        "query.names",
                        "q,r",
                        "query.q.sql",
                        "SELECT id, at FROM shop.orders",
                        "query.q.topic",
                        "test.r",
                        "query.r.sql",
                        "SELECT id, at FROM shop.orders"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongQueries")
    void wrongQueryIsOneClearErrorOnItsSetting(String what, String setting, String message, List<String> changes) {
        assertThat(told(
                        stack,
                        Stream.concat(Stream.of("query.names", "q"), changes.stream())
                                .toList()))
                .as(what)
                .isEqualTo(Map.of(setting, List.of(message)));
    }

    @Test
    void aRightQueryIsNotComplainedAbout() {
        assertThat(told(stack, List.of("query.names", "q", "query.q.sql", JOIN + " \n; -- end")))
                .isEmpty();
        assertThat(told(
                        stack,
                        List.of(
                                "query.names",
                                "q",
                                "query.q.sql",
                                "SELECT id, at FROM shop.orders WHERE at > ${after} AND at <= ${upTo}")))
                .isEmpty();
    }

    @Test
    void offsetsOfAQueryAreLookedAt() {
        Map<String, String> settings = LocalConnector.settings(
                stack, query("q", "SELECT id, at FROM shop.orders", "table.include.list", "shop\\.orders"));
        Map<String, Object> partition = Map.of("database", "dev", "query", "q", "watermark", "at");
        Map<String, Object> offset =
                Map.of("version", 1L, "state", "finished", "ordering", "timestamp", "watermark", "2026-01-01 00:00:00");
        assertThat(alter(settings, partition, offset)).isTrue();
        assertThatThrownBy(() -> alter(settings, partition, with(offset, "query_hash", "0123456789abcdef")))
                .isInstanceOf(ConnectException.class)
                .hasMessageMatching("Offset of query \"q\": key \"query_hash\" is \"0123456789abcdef\"; expected"
                        + " \"[0-9a-f]{16}\" for the text that it has now, or no such key\\.");
        assertThatThrownBy(() -> alter(settings, with(partition, "query", "gone"), offset))
                .hasMessage("Query \"gone\" is not among query.names (q), so nobody would read this offset. Correct the"
                        + " partition's query; to remove what is stored for it, set its offset to null.");
        assertThatThrownBy(() -> alter(settings, with(partition, "watermark", "id"), offset))
                .hasMessage(
                        "Partition key \"watermark\" of query \"q\" is \"id\"; expected \"at\" (watermark.column; another"
                                + " column is another partition).");
        assertThatThrownBy(() -> alter(settings, partition, with(offset, "ordering", "date")))
                .hasMessageContaining("Offset key \"watermark\"");
        assertThatThrownBy(() -> alter(
                        settings,
                        Map.of("database", "dev", "schema", "shop", "table", "orders", "watermark", "at"),
                        with(offset, "query_hash", "0123456789abcdef")))
                .hasMessage(
                        "Offset of table \"shop.orders\": key \"query_hash\" is \"0123456789abcdef\"; expected no such key,"
                                + " which only a query's offset has.");
    }

    private static boolean alter(Map<String, String> settings, Map<String, ?> partition, Map<String, ?> offset) {
        Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
        offsets.put(partition, offset);
        return new RedshiftSourceConnector().alterOffsets(settings, offsets);
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> other = new HashMap<>(map);
        other.put(key, value);
        return other;
    }
}
