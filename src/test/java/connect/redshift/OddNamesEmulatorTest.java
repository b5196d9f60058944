// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.emulator.Settings;
import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schemas, tables and columns with names that SQL, JSON, S3, Kafka or Avro would like to read otherwise. */
class OddNamesEmulatorTest {
    private static final String WATERMARK = "when \"it's\" \\ {at}";

    /** A name, and what it is in a topic's name and under both adjustments. */
    private record Name(String name, String topic, String avro, String unicode) {}

    private static final List<Name> NAMES = List.of(
            new Name("it's", "it_s", "it_s", "it_u0027s"),
            new Name("say \"hi\"", "say__hi_", "say__hi_", "say_u0020_u0022hi_u0022"),
            new Name("Capitals", "Capitals", "Capitals", "Capitals"),
            new Name("schlüssel", "schl_ssel", "schl_ssel", "schl_u00fcssel"),
            new Name("注文 list", "___list", "___list", "_u6ce8_u6587_u0020list"),
            new Name("select", "select", "select", "select"),
            new Name("a.dot", "a.dot", "a_dot", "a_u002edot"),
            new Name("$dollar$", "_dollar_", "_dollar_", "_u0024dollar_u0024"),
            new Name("back\\slash\\n", "back_slash_n", "back_slash_n", "back_u005cslash_u005cn"),
            new Name("${curly}", "__curly_", "__curly_", "_u0024_u007bcurly_u007d"),
            new Name(
                    "1 --; /* %s :x",
                    "1_--______s__x",
                    "__________s__x",
                    "_u0031_u0020_u002d_u002d_u003b_u0020_u002f_u002a_u0020_u0025s_u0020_u003ax"),
            new Name("snake_case", "snake_case", "snake_case", "snake_u005fcase"));

    private enum Mode {
        NONE,
        AVRO,
        AVRO_UNICODE;

        String adjusted(Name name) {
            return switch (this) {
                case NONE -> name.name();
                case AVRO -> name.avro();
                case AVRO_UNICODE -> name.unicode();
            };
        }

        String setting() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(settings -> settings.with(new Settings.SessionDefaults("UTC", true)));
        String columns =
                NAMES.stream().map(name -> quoted(name.name()) + " VARCHAR(60)").collect(joining(", "));
        String values = NAMES.stream().map(name -> literal(name.name())).collect(joining(", "));
        for (Name name : NAMES) {
            String table = quoted(name.name()) + "." + quoted(name.name());
            stack.redshift().execute("CREATE SCHEMA " + quoted(name.name()));
            stack.redshift()
                    .execute("CREATE TABLE " + table + " (" + columns + ", " + quoted(WATERMARK) + " TIMESTAMP)");
            stack.redshift().execute("INSERT INTO " + table + " VALUES (" + values + ", '2026-01-01 00:00:00')");
            stack.redshift()
                    .execute("INSERT INTO " + table + " VALUES (" + values.replace("it''s", "hidden")
                            + ", '2026-01-01 00:00:00')");
        }
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @ParameterizedTest
    @EnumSource
    void everyNameGoesAllTheWay(Mode mode) throws InterruptedException {
        Map<String, SourceRecord> records = new HashMap<>();
        try (LocalConnector connector = LocalConnector.start(stack, new TaskContext(), settings(mode))) {
            connector.records(NAMES.size()).forEach(record -> records.put(record.topic(), record));
        }
        assertThat(records).hasSize(NAMES.size());
        for (Name name : NAMES) {
            SourceRecord record = records.get("test." + name.topic() + "." + name.topic());
            assertThat(record).as(name.name()).isNotNull();
            String schemaName = "test." + mode.adjusted(name) + "." + mode.adjusted(name);
            requireRow((Struct) record.value(), schemaName + ".Value", mode);
            Schema key = record.keySchema();
            assertThat(key.name()).isEqualTo(schemaName + ".Key");
            assertThat(key.fields().stream().map(Field::name))
                    .containsExactly(mode.adjusted(NAMES.get(6)), mode.adjusted(NAMES.get(3)));
            assertThat(((Struct) record.key()).get(key.fields().get(0))).isEqualTo("a.dot");
        }
    }

    /** Each column holds its own name, but for the one that is masked. */
    private static void requireRow(Struct row, String schemaName, Mode mode) {
        assertThat(row.schema().name()).isEqualTo(schemaName);
        List<Field> fields = row.schema().fields();
        assertThat(fields).hasSize(NAMES.size());
        for (int column = 0; column < NAMES.size(); column++) {
            Name name = NAMES.get(column);
            assertThat(fields.get(column).name()).isEqualTo(mode.adjusted(name));
            assertThat(row.get(fields.get(column))).isEqualTo(column == 1 ? "say" : name.name());
        }
    }

    private static Map<String, String> settings(Mode mode) {
        return Map.of(
                "table.include.list",
                ".*",
                "watermark.column",
                WATERMARK,
                "schema.name.adjustment.mode",
                mode.setting(),
                "field.name.adjustment.mode",
                mode.setting(),
                "message.key.columns",
                ".*:a.dot,schlüssel",
                "column.exclude.list",
                ".*\\Q" + WATERMARK + "\\E",
                "column.truncate.to.3.chars",
                ".*\\.say \"hi\"",
                "table.groups",
                "all",
                "table.all.include",
                ".*",
                "table.all.filter",
                "\"it's\" <> 'hidden' AND \"back\\slash\\n\" = 'back\\\\slash\\\\n' -- it's {all}");
    }
}
