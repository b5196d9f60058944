// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.PhysicalForm.Decimals;
import connect.redshift.emulator.PhysicalForm.Timestamps;
import connect.redshift.emulator.Settings;
import connect.redshift.table.TableId;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type from INSERT through UNLOAD and the task to the record, in each form that parts may have and in three zones. */
class TypesEmulatorTest {
    static Stream<Arguments> everyFormInEveryZone() {
        return Stream.of("UTC", "America/Sao_Paulo", "Asia/Kolkata").flatMap(zone -> Arrays.stream(Timestamps.values())
                .flatMap(timestamps -> Arrays.stream(Decimals.values())
                        .map(decimals -> Arguments.of(
                                zone,
                                new PhysicalForm(
                                        timestamps,
                                        decimals,
                                        decimals == Decimals.INT64 || decimals == Decimals.FIXED_8_16)))));
    }

    @ParameterizedTest
    @MethodSource("everyFormInEveryZone")
    void consumersReadWhatSqlInserted(String zone, PhysicalForm form) throws InterruptedException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try (Stack stack = Stack.start(Settings.Parts.small().withForm(form))) {
            stack.redshift().execute("CREATE SCHEMA s");
            EveryType.insert(stack.redshift(), "s.t");
            Map<Integer, Struct> rows = rows(stack);
            for (int row = 0; row < EveryType.rows(); row++) {
                for (EveryType.Cells cells : EveryType.COLUMNS) {
                    assertThat(plain(rows.get(row).get(cells.name())))
                            .as("%s, row %d", cells.name(), row)
                            .isEqualTo(cells.read().get(row));
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** Bytes and structs of bytes as values that compare. */
    private static Object plain(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Struct struct) {
            return Arrays.asList(HexFormat.of().formatHex(struct.getBytes("wkb")), struct.getInt32("srid"));
        }
        return value;
    }

    private static Map<Integer, Struct> rows(Stack stack) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "types-test");
        settings.put("table.include.list", "s\\.t");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "test");
        settings.put("unsupported.types", "null");
        RedshiftSourceTask task = new RedshiftSourceTask();
        task.initialize(new Fresh());
        task.start(TaskConfig.toMap(settings, List.of(new TableShare(new TableId("s", "t"), "at"))));
        Map<Integer, Struct> rows = new HashMap<>();
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        try {
            while (rows.size() < EveryType.rows()) {
                assertThat(Instant.now()).isBefore(limit);
                for (SourceRecord record : Optional.ofNullable(task.poll()).orElse(Collections.emptyList())) {
                    Struct value = (Struct) record.value();
                    value.validate();
                    rows.put(value.getInt32("id"), value);
                }
            }
        } finally {
            task.stop();
        }
        return rows;
    }

    /** A worker that remembers nothing. */
    private static final class Fresh implements SourceTaskContext {
        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return new OffsetStorageReader() {
                @Override
                public <T> Map<String, Object> offset(Map<String, T> partition) {
                    return null;
                }

                @Override
                public <T> Map<Map<String, T>, Map<String, Object>> offsets(
                        java.util.Collection<Map<String, T>> partitions) {
                    return Map.of();
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
