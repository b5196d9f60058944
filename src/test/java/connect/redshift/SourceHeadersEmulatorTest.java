// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What records say of where they come from, over a restart in the middle of an export. */
class SourceHeadersEmulatorTest {
    private static final int ROWS = 1_000;

    @Test
    void aResumedExportSaysTheSameOfItself() throws InterruptedException {
        try (Stack stack = Stack.start()) {
            stack.redshift().execute("CREATE SCHEMA s");
            stack.redshift().execute("CREATE TABLE s.t (id INTEGER NOT NULL, at TIMESTAMP)");
            stack.redshift()
                    .execute("INSERT INTO s.t SELECT n, TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1 second'"
                            + " FROM generate_series(1, %d) AS n".formatted(ROWS));
            TaskContext context = new TaskContext();
            Instant before = Instant.now();
            List<SourceRecord> records = new ArrayList<>(poll(stack, context, 300));
            Instant between = Instant.now();
            SourceRecord last = records.get(records.size() - 1);
            assertThat(last.sourceOffset().get("state")).isEqualTo("reading");
            context.store(last.sourcePartition(), last.sourceOffset());
            records.addAll(poll(stack, context, ROWS - records.size()));

            assertThat(records)
                    .hasSize(ROWS)
                    .extracting(SourceHeadersEmulatorTest::place)
                    .as("each row of each part is told once")
                    .doesNotHaveDuplicates();
            for (String told : List.of("__version", "__export", "__window_up_to", "__unload_ts_ms")) {
                assertThat(records.stream().map(record -> value(record, told)).distinct())
                        .as(told)
                        .hasSize(1);
            }
            assertThat(Instant.ofEpochMilli((long) value(last, "__unload_ts_ms")))
                    .isBetween(before.minusMillis(1), between);
            assertThat(value(last, "__version")).isEqualTo(new RedshiftSourceConnector().version());
            assertThat(value(last, "__window_up_to")).isEqualTo("2026-01-01 00:16:40.000000");
            assertThat(last.headers().lastWithName("__window_after")).isNull();
            assertThat(value(last, "__export")).isEqualTo(last.sourceOffset().get("export"));
            assertThat((long) value(last, "__row") + 1)
                    .isEqualTo(last.sourceOffset().get("rows"));
            assertThat((long) (int) value(last, "__part"))
                    .isEqualTo(last.sourceOffset().get("part"));
        }
    }

    private static List<SourceRecord> poll(Stack stack, TaskContext context, int count) throws InterruptedException {
        Map<String, String> settings =
                Map.of("table.include.list", "s\\.t", "source.headers.enabled", "true", "max.batch.size", "50");
        try (LocalConnector connector = LocalConnector.start(stack, context, settings)) {
            return connector.records(count);
        }
    }

    private static Object value(SourceRecord record, String header) {
        return record.headers().lastWithName(header).value();
    }

    private static List<Object> place(SourceRecord record) {
        return List.of(value(record, "__part"), value(record, "__row"));
    }
}
