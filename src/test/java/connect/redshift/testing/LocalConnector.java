// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.RedshiftSourceConnector;
import connect.redshift.RedshiftSourceTask;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A connector with one task that a test polls in a worker's place; no offset is stored but those that the test stores. */
public final class LocalConnector implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final RedshiftSourceConnector connector = new RedshiftSourceConnector();
    private final RedshiftSourceTask task = new RedshiftSourceTask();

    /** Starts on the tables that {@code settings} select, with the rest of what is needed from {@code stack}. */
    public static LocalConnector start(Stack stack, TaskContext context, Map<String, String> settings) {
        return start(context, settings(stack, settings));
    }

    /** The same with all that is needed in {@code settings}. */
    public static LocalConnector start(TaskContext context, Map<String, String> settings) {
        LocalConnector started = new LocalConnector();
        started.connector.initialize(new Context(context));
        started.connector.start(settings);
        started.task.initialize(context);
        started.task.start(started.connector.taskConfigs(1).get(0));
        return started;
    }

    /** The settings of a connector that reads by the column {@code at} into topics that begin with {@code test}. */
    public static Map<String, String> settings(Stack stack, Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "local");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "test");
        settings.putAll(changes);
        return settings;
    }

    /** The next {@code count} records or a few more, as they come in batches. */
    public List<SourceRecord> records(int count) throws InterruptedException {
        List<SourceRecord> records = new ArrayList<>();
        Instant limit = Instant.now().plus(LONGEST);
        while (records.size() < count) {
            assertThat(Instant.now())
                    .as("%d of %d records", records.size(), count)
                    .isBefore(limit);
            Optional.ofNullable(task.poll()).ifPresent(records::addAll);
        }
        return records;
    }

    /** What one poll returns, which may be nothing. */
    public List<SourceRecord> poll() throws InterruptedException {
        return Optional.ofNullable(task.poll()).orElse(List.of());
    }

    @Override
    public void close() {
        task.stop();
        connector.stop();
    }

    private record Context(OffsetStorageReader offsetStorageReader) implements SourceConnectorContext {
        @Override
        public void requestTaskReconfiguration() {}

        @Override
        public void raiseError(Exception failure) {
            throw new AssertionError(failure);
        }

        @Override
        public PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException();
        }
    }
}
