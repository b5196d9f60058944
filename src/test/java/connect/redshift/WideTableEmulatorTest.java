// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As many columns as Redshift gives a table, under names of many bytes, up to the longest statement. */
class WideTableEmulatorTest {
    private static final int COLUMNS = 1_600;
    private static final int LONGEST = 200_000;

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA s");
        stack.redshift()
                .execute(IntStream.range(0, COLUMNS)
                        .mapToObj(index -> '"' + name(index) + "\" " + (index == 0 ? "TIMESTAMP" : "VARCHAR(20)"))
                        .collect(joining(", ", "CREATE TABLE s.wide (", ")")));
        stack.redshift()
                .execute(IntStream.range(1, COLUMNS)
                        .mapToObj(index -> "'" + value(index) + "'")
                        .collect(joining(", ", "INSERT INTO s.wide VALUES ('2026-01-01 00:00:00', ", ")")));
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    /** 28 letters, 56 bytes and a number. */
    private static String name(int index) {
        return index == 0 ? "at" : "ö".repeat(28) + index;
    }

    private static String value(int index) {
        return Integer.toString(index, 36);
    }

    private static Map<String, String> settings(Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(changes);
        settings.put("table.include.list", "s\\.wide");
        return settings;
    }

    private static Struct row(Map<String, String> changes) throws InterruptedException {
        try (LocalConnector connector = LocalConnector.start(stack, new TaskContext(), settings(changes))) {
            List<SourceRecord> records = connector.records(1);
            assertThat(records).hasSize(1);
            return (Struct) records.get(0).value();
        }
    }

    private static int lastUnload() {
        return stack.redshift().statements().stream()
                .map(statement -> statement.sql())
                .filter(sql -> sql.startsWith("UNLOAD"))
                .reduce((one, other) -> other)
                .orElseThrow()
                .getBytes(UTF_8)
                .length;
    }

    @Test
    void everyColumnArrives() throws InterruptedException {
        Struct row = row(Map.of());
        List<Field> fields = row.schema().fields();
        assertThat(fields).hasSize(COLUMNS);
        for (int index = 1; index < COLUMNS; index++) {
            assertThat(fields.get(index).name()).isEqualTo(name(index));
            assertThat(row.get(fields.get(index))).isEqualTo(value(index));
        }
    }

    /** A comment in the filter makes the statement exactly as long as it may be, or a byte shorter. */
    @ParameterizedTest
    @ValueSource(ints = {LONGEST - 1, LONGEST})
    void theLongestStatementRuns(int bytes) throws InterruptedException {
        row(filter(""));
        int missing = bytes - lastUnload();
        row(filter("é".repeat(missing / 2) + "e".repeat(missing % 2)));
        assertThat(lastUnload()).isEqualTo(bytes);
    }

    private static Map<String, String> filter(String comment) {
        return Map.of(
                "table.groups", "all", "table.all.include", ".*", "table.all.filter", "1 = 1 /*" + comment + "*/");
    }
}
