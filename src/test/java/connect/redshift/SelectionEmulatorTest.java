// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.emulator.LoggedStatement;
import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Await;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which tables a connector finds, which it leaves alone, and what becomes of the others when one comes or goes. */
final class SelectionEmulatorTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Stack stack;

    private final TaskContext offsets = new TaskContext();
    private final AtomicInteger changes = new AtomicInteger();

    @BeforeAll
    static void start() {
        stack = Stack.start();
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    private static void table(String name) {
        stack.redshift()
                .execute("CREATE TABLE %s (id INTEGER NOT NULL, name VARCHAR(20), at TIMESTAMP)".formatted(name));
        stack.redshift().execute("INSERT INTO %s VALUES (1, 'one', '2026-01-01 00:00:01')".formatted(name));
    }

    /** As the catalog lists them: those of an external catalog without lengths, late-binding views without columns. */
    @Test
    void everyKindIsReadAndNothingElseIsNamed() throws InterruptedException {
        stack.redshift().execute("CREATE SCHEMA kinds");
        stack.redshift().execute("CREATE SCHEMA spectrum");
        stack.redshift().execute("CREATE SCHEMA shared");
        stack.redshift().execute("CREATE SCHEMA kinds_hidden");
        stack.redshift().execute("COMMENT ON SCHEMA spectrum IS 'external'");
        stack.redshift().execute("COMMENT ON SCHEMA shared IS 'datashare'");
        List.of("kinds.plain", "kinds.secret", "kinds_hidden.unselected", "spectrum.outside", "shared.consumed")
                .forEach(SelectionEmulatorTest::table);
        String select = " AS SELECT id, name, at FROM kinds.plain";
        stack.redshift().execute("CREATE VIEW kinds.bound" + select);
        stack.redshift().execute("CREATE MATERIALIZED VIEW kinds.materialized" + select);
        stack.redshift().execute("CREATE VIEW kinds.unbound" + select + " WITH NO SCHEMA BINDING");
        assertThat(stack.redshift().query("SELECT count(*) FROM svv_all_columns WHERE table_name = 'unbound'"))
                .isEqualTo(List.of(List.of("0")));

        Map<String, Integer> read = new TreeMap<>();
        try (LocalConnector connector = LocalConnector.start(
                stack,
                offsets,
                Map.of(
                        "name", "kinds",
                        "schema.include.list", "kinds|spectrum|shar.*",
                        "table.exclude.list", "kinds\\.sec.*"))) {
            while (read.size() < 6) {
                connector.records(1).forEach(record -> read.merge(record.topic(), 1, Integer::sum));
            }
        }
        assertThat(read)
                .isEqualTo(Map.of(
                        "test.kinds.plain", 1,
                        "test.kinds.bound", 1,
                        "test.kinds.materialized", 1,
                        "test.kinds.unbound", 1,
                        "test.spectrum.outside", 1,
                        "test.shared.consumed", 1));
        List<String> statements = statements("kinds ");
        assertThat(statements).isNotEmpty().noneMatch(sql -> sql.contains("unselected") || sql.contains("secret"));
        assertThat(statements)
                .filteredOn(sql -> sql.contains("svv_all_tables"))
                .allMatch(sql ->
                        sql.contains("AND (schema_name = 'kinds'\n  OR schema_name = 'spectrum'\n  OR schema_name"
                                + " LIKE 'shar%')"));
    }

    private static List<String> statements(String prefix) {
        return stack.redshift().statements().stream()
                .filter(statement -> statement.name().startsWith(prefix))
                .map(LoggedStatement::sql)
                .toList();
    }

    @Test
    void oneThatComesMovesNoOther() throws InterruptedException {
        stack.redshift().execute("CREATE SCHEMA grow");
        Map<String, String> settings = LocalConnector.settings(
                stack,
                Map.of(
                        "name", "grow",
                        "table.include.list", "grow\\..*",
                        "table.poll.interval.ms", "1000",
                        "table.groups", "a,b",
                        "table.a.include", "grow\\.(a.*|both)",
                        "table.b.include", "grow\\.b.*"));
        RedshiftSourceConnector connector = new RedshiftSourceConnector();
        connector.initialize(new Context(offsets, changes));
        connector.start(settings);
        try {
            assertThat(connector.taskConfigs(3))
                    .as("no table is no task and no failure")
                    .isEmpty();

            List.of("grow.a1", "grow.b2", "grow.c3", "grow.c_4", "grow.c5").forEach(SelectionEmulatorTest::table);
            Map<String, Integer> before = tasks(connector, 5);
            assertThat(before.values()).containsExactlyInAnyOrder(0, 0, 1, 1, 2);

            table("grow.a0");
            Map<String, Integer> grown = tasks(connector, 6);
            assertThat(grown).containsAllEntriesOf(before).containsEntry("a0", 2);

            table("grow.both");
            stack.redshift().execute("DROP TABLE grow.c3");
            Map<String, Integer> then = tasks(connector, 5);
            grown.remove("c3");
            assertThat(then)
                    .as("a table of two groups is left out, and the others stay")
                    .isEqualTo(grown);

            assertThat(stack.redshift().statements())
                    .filteredOn(statement -> statement.name().equals("grow table sizes"))
                    .isNotEmpty()
                    .allSatisfy(statement -> assertThat(statement.status()).isEqualTo("FINISHED"));
            assertThat(records(connector, 2))
                    .extracting(record -> ((Struct) record.value()).getInt32("id"))
                    .contains(1);
        } finally {
            connector.stop();
        }
    }

    /** The number of the task of each table, as soon as there are so many. */
    private static Map<String, Integer> tasks(RedshiftSourceConnector connector, int tables) {
        Map<String, Integer> tasks = new HashMap<>();
        Await.until(tables + " tables", LIMIT, () -> {
            tasks.clear();
            List<Map<String, String>> configs = connector.taskConfigs(3);
            for (int task = 0; task < configs.size(); task++) {
                for (TableShare share : TaskConfig.from(configs.get(task)).tables()) {
                    tasks.put(share.table().name(), task);
                }
            }
            return tasks.size() == tables;
        });
        return tasks;
    }

    /** What a task of the connector sends, once it has any. */
    private List<SourceRecord> records(RedshiftSourceConnector connector, int task) throws InterruptedException {
        assertThat(changes).hasPositiveValue();
        RedshiftSourceTask started = new RedshiftSourceTask();
        started.initialize(offsets);
        started.start(connector.taskConfigs(3).get(task));
        try {
            return Await.present("records", LIMIT, () -> {
                try {
                    return java.util.Optional.ofNullable(started.poll());
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
        } finally {
            started.stop();
        }
    }

    /** What is heavy is alone, where Redshift tells what is; who may not ask has tables that count alike. */
    @Test
    void theLargestTableHasATaskOfItsOwn() {
        stack.redshift().execute("CREATE SCHEMA size");
        List.of("size.a", "size.b", "size.c", "size.z").forEach(SelectionEmulatorTest::table);
        stack.redshift().execute("INSERT INTO size.z SELECT n, 'a name', NULL FROM generate_series(1, 60000) AS n");
        Map<String, String> settings =
                LocalConnector.settings(stack, Map.of("name", "size", "table.include.list", "size\\..*"));
        RedshiftSourceConnector connector = new RedshiftSourceConnector();
        connector.initialize(new Context(offsets, changes));
        connector.start(settings);
        try {
            List<List<String>> dealt = connector.taskConfigs(2).stream()
                    .map(config -> TaskConfig.from(config).tables().stream()
                            .map(share -> share.table().name())
                            .collect(Collectors.toList()))
                    .toList();
            assertThat(dealt).containsExactly(List.of("z"), List.of("a", "b", "c"));
        } finally {
            connector.stop();
        }
    }

    private record Context(OffsetStorageReader offsetStorageReader, AtomicInteger changes)
            implements SourceConnectorContext {
        @Override
        public void requestTaskReconfiguration() {
            changes.incrementAndGet();
        }

        @Override
        public void raiseError(Exception failure) {
            throw new AssertionError(failure);
        }

        @Override
        public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException();
        }
    }
}
