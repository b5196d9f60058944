// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.TaskAssembly.Times;
import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.stream.Backoff;
import connect.redshift.table.TableId;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Await;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * One task without a worker, on the local Redshift, polled by a test. What it returns is stored at once, in a memory
 * that several lives may share.
 */
final class LocalTask implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** Failures are tried again so soon that no test waits for them. */
    static final Times FAST = new Times(
            new ForwardClock(), new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)), Duration.ofMinutes(5));

    private final TaskAssembly assembly;
    private final TaskContext memory;
    private final List<SourceRecord> records = new ArrayList<>();

    private LocalTask(TaskAssembly assembly, TaskContext memory) {
        this.assembly = assembly;
        this.memory = memory;
    }

    /** A table of schema {@code s} with the columns {@code id} and {@code at}, and rows from 1 on. */
    static void createTable(Stack stack, String table, int rows) {
        stack.redshift().execute("CREATE TABLE s.%s (id INTEGER NOT NULL, at TIMESTAMP)".formatted(table));
        stack.redshift()
                .execute("INSERT INTO s.%s SELECT n, TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1 second'"
                                .formatted(table)
                        + " FROM generate_series(1, %d) AS n".formatted(rows));
    }

    /**
     * Starts a task for a table of schema {@code s}.
     *
     * @param more settings beside those that every task needs, {@code name} for another connector among them
     */
    static LocalTask start(Stack stack, String table, Map<String, String> more, TaskContext memory, Times times) {
        return start(stack, List.of(table), more, memory, times);
    }

    /** The same for several tables. */
    static LocalTask start(
            Stack stack, List<String> tables, Map<String, String> more, TaskContext memory, Times times) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "task");
        settings.put("table.include.list", "s\\..*");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "test");
        settings.putAll(more);
        Optional<String> column = "bulk".equals(settings.get("mode")) ? Optional.empty() : Optional.of("at");
        List<TableShare> shares = tables.stream()
                .map(table -> new TableShare(new TableId("s", table), column))
                .toList();
        TaskConfig config = TaskConfig.from(TaskConfig.toMap(settings, shares));
        TaskAssembly assembly = TaskAssembly.build(config, memory, times);
        assembly.start();
        return new LocalTask(assembly, memory);
    }

    /** One poll; what it returned. */
    List<SourceRecord> poll() {
        try {
            List<SourceRecord> polled = assembly.poll();
            records.addAll(polled);
            polled.forEach(record -> memory.store(record.sourcePartition(), record.sourceOffset()));
            return polled;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    void pollUntil(String description, BooleanSupplier condition) {
        Await.until(description, LIMIT, () -> {
            poll();
            return condition.getAsBoolean();
        });
    }

    void pollUntilRows(int count) {
        pollUntil(count + " rows", () -> ids().size() >= count);
    }

    /** The ids of all rows so far, in the order in which they came. */
    List<Integer> ids() {
        return rows().stream()
                .map(record -> ((Struct) record.value()).getInt32("id"))
                .toList();
    }

    /** The rows so far, in the order in which they came. */
    List<SourceRecord> rows() {
        return records.stream()
                .filter(record -> record.topic().startsWith("test."))
                .toList();
    }

    @Override
    public void close() {
        assembly.close();
    }
}
