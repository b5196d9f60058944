// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What records are keyed by: columns that are named, else the declared primary key, else nothing; NULL or not. */
final class KeysEmulatorTest {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA shop");
        for (String table : List.of("declared", "named")) {
            stack.redshift()
                    .execute("CREATE TABLE shop." + table
                            + " (line SMALLINT NOT NULL, item INTEGER NOT NULL, code CHAR(4),"
                            + " name VARCHAR(20), at TIMESTAMP, PRIMARY KEY (item, line))");
        }
        stack.redshift().execute("CREATE TABLE shop.plain (line SMALLINT, item INTEGER, code CHAR(4), at TIMESTAMP)");
        for (String row : List.of("1, 10, 'ab'", "2, 10, NULL")) {
            for (String table : List.of("declared", "named", "plain")) {
                stack.redshift()
                        .execute("INSERT INTO shop." + table + " (line, item, code, at) VALUES (" + row
                                + ", '2026-01-01 00:00:00')");
            }
        }
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    private static List<SourceRecord> records(String table, Map<String, String> changes) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(changes);
        settings.put("table.include.list", "shop\\." + table);
        try (LocalConnector connector = LocalConnector.start(stack, new TaskContext(), settings)) {
            List<SourceRecord> records = connector.records(2);
            assertThat(records).hasSize(2);
            return records.stream()
                    .sorted(Comparator.comparing(record -> ((Struct) record.value()).getInt16("line")))
                    .toList();
        }
    }

    private static Object keyField(SourceRecord record, String field) {
        return ((Struct) record.key()).get(field);
    }

    @Test
    void theDeclaredPrimaryKeyInTheTablesOrder() throws InterruptedException {
        List<SourceRecord> records = records("declared", Map.of());
        Schema key = records.get(0).keySchema();
        assertThat(key.name()).isEqualTo("test.shop.declared.Key");
        assertThat(key.fields().stream().map(Field::name)).containsExactly("line", "item");
        assertThat(key.field("line").schema()).isEqualTo(Schema.INT16_SCHEMA);
        assertThat(key.field("item").schema()).isEqualTo(Schema.INT32_SCHEMA);
        assertThat(keyField(records.get(1), "line")).isEqualTo((short) 2);
        assertThat(keyField(records.get(1), "item")).isEqualTo(10);
    }

    @Test
    void namedColumnsInTheirOwnOrderAndANullIsANullField() throws InterruptedException {
        List<SourceRecord> records = records("named", Map.of("message.key.columns", "shop\\.named:code,line"));
        Schema key = records.get(0).keySchema();
        assertThat(key.fields().stream().map(Field::name)).containsExactly("code", "line");
        assertThat(key.field("code").schema().isOptional()).isTrue();
        assertThat(keyField(records.get(0), "code")).isEqualTo("ab  ");
        assertThat(keyField(records.get(1), "code")).isNull();
        assertThat(keyField(records.get(1), "line")).isEqualTo((short) 2);
    }

    @Test
    void aMaskedColumnIsMaskedInTheKey() throws InterruptedException {
        List<SourceRecord> records = records(
                "named", Map.of("message.key.columns", ".*:code", "column.mask.hash.MD5.with.salt.salt", ".*\\.code"));
        // Of "saltab", as other tools tell it.
        assertThat(keyField(records.get(0), "code")).isEqualTo("0ab2e5ef3c6c2ada61e42c09b5ef8a31");
        assertThat(((Struct) records.get(0).value()).get("code")).isEqualTo("0ab2e5ef3c6c2ada61e42c09b5ef8a31");
        assertThat(keyField(records.get(1), "code")).isNull();
    }

    /** Half a key would make one record of rows that are two. */
    @Test
    void aDeclaredKeyThatIsNotExportedAsAWholeIsNone() throws InterruptedException {
        for (SourceRecord record : records("declared", Map.of("column.exclude.list", ".*\\.item"))) {
            assertThat(record.keySchema()).isNull();
            assertThat(record.key()).isNull();
        }
    }

    @Test
    void withoutAKeyRecordsHaveNone() throws InterruptedException {
        for (SourceRecord record : records("plain", Map.of())) {
            assertThat(record.keySchema()).isNull();
            assertThat(record.key()).isNull();
        }
    }
}
