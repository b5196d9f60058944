// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.table.TableId;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;

/** The whole task, without Kafka: real SDK clients over HTTP against the local Redshift and a local S3. */
class RedshiftSourceTaskEmulatorTest {
    private final Map<Map<String, ?>, Map<String, Object>> stored = new HashMap<>();

    @Test
    void rowsBecomeRecordsAndStagedFilesGo() throws InterruptedException {
        try (Stack stack = Stack.start()) {
            stack.redshift().execute("CREATE SCHEMA s");
            stack.redshift()
                    .execute("CREATE TABLE s.t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20), at TIMESTAMP)");
            stack.redshift()
                    .execute(
                            "INSERT INTO s.t SELECT n, 'it''s \\\\ ' || n, TIMESTAMP '2026-01-01 00:00:00.000001' + n * INTERVAL '1 second' FROM generate_series(1, 1000) AS n");
            RedshiftSourceTask task = task(stack, List.of(new TableShare(new TableId("s", "t"), "at")));
            List<SourceRecord> records = new ArrayList<>();
            Instant limit = Instant.now().plus(Duration.ofSeconds(30));
            while (records.size() < 1000 || !stack.s3().keys(Stack.BUCKET, "").isEmpty()) {
                assertThat(Instant.now()).isBefore(limit);
                Optional.ofNullable(task.poll()).ifPresent(batch -> {
                    records.addAll(batch);
                    batch.forEach(record -> stored.put(record.sourcePartition(), copy(record.sourceOffset())));
                });
            }
            task.stop();
            assertThat(records).hasSize(1000);
            assertThat(records.stream()
                            .map(record -> ((Struct) record.value()).getInt32("id"))
                            .distinct())
                    .hasSize(1000);
            assertThat(records).allSatisfy(record -> assertThat(((Struct) record.key()).getInt32("id"))
                    .isEqualTo(((Struct) record.value()).getInt32("id")));
            Struct first = (Struct) records.stream()
                    .map(SourceRecord::value)
                    .filter(value -> ((Struct) value).getInt32("id") == 1)
                    .findFirst()
                    .orElseThrow();
            assertThat(first.getString("name")).isEqualTo("it's \\ 1");
            assertThat(first.getInt64("at")).isEqualTo(1767225601000001L);
        }
    }

    /** With no retries at all, a failure that counted would end the task at once. */
    @Test
    void tableThatCannotBeStreamedStopsNoOther() throws InterruptedException {
        try (Stack stack = Stack.start()) {
            stack.redshift().execute("CREATE SCHEMA s");
            stack.redshift().execute("CREATE TABLE s.t (id INTEGER NOT NULL, at TIMESTAMP)");
            stack.redshift().execute("CREATE TABLE s.without (id INTEGER NOT NULL)");
            stack.redshift().execute("INSERT INTO s.t VALUES (1, TIMESTAMP '2026-01-01 00:00:00')");
            RedshiftSourceTask task = task(
                    stack,
                    List.of(
                            new TableShare(new TableId("s", "gone"), "at"),
                            new TableShare(new TableId("s", "without"), "at"),
                            new TableShare(new TableId("s", "t"), "at")));
            List<SourceRecord> records = new ArrayList<>();
            Instant limit = Instant.now().plus(Duration.ofSeconds(30));
            while (records.isEmpty()) {
                assertThat(Instant.now()).isBefore(limit);
                Optional.ofNullable(task.poll()).ifPresent(records::addAll);
            }
            task.stop();
            assertThat(records).singleElement().extracting(SourceRecord::topic).isEqualTo("test.s.t");
        }
    }

    private static Map<String, Object> copy(Map<String, ?> offset) {
        return new HashMap<>(offset);
    }

    private RedshiftSourceTask task(Stack stack, List<TableShare> tables) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "task-test");
        settings.put("table.include.list", "s\\.t");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "test");
        settings.put("errors.max.retries", "0");
        RedshiftSourceTask task = new RedshiftSourceTask();
        task.initialize(new Context());
        task.start(TaskConfig.toMap(settings, tables));
        return task;
    }

    private final class Context implements SourceTaskContext {
        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return new OffsetStorageReader() {
                @Override
                public <T> Map<String, Object> offset(Map<String, T> partition) {
                    return stored.get(partition);
                }

                @Override
                public <T> Map<Map<String, T>, Map<String, Object>> offsets(
                        java.util.Collection<Map<String, T>> partitions) {
                    Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
                    partitions.forEach(partition -> found.put(partition, offset(partition)));
                    return found;
                }
            };
        }

        @Override
        public TransactionContext transactionContext() {
            return null;
        }

        @Override
        public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException();
        }
    }
}
