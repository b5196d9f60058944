// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.Column;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.table.TextType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TableGroupTest {
    private static Map<String, String> settings(String... pairs) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "redshift.workgroup", "analytics",
                "redshift.database", "dev",
                "aws.s3.bucket.name", "bucket",
                "table.include.list", ".*",
                "watermark.column", "at",
                "topic.prefix", "shop",
                "table.groups", "one,two"));
        settings.putAll(Map.of("table.one.include", "a\\..*", "table.two.include", ".*\\.b"));
        for (int index = 0; index < pairs.length; index += 2) {
            settings.put(pairs[index], pairs[index + 1]);
        }
        return settings;
    }

    private static List<String> problems(String... pairs) {
        return ConnectorConfig.validate(settings(pairs)).configValues().stream()
                .filter(value -> value.name().startsWith("table."))
                .flatMap(value -> value.errorMessages().stream().peek(message -> assertThat(message)
                        .as("each is on the setting that it names")
                        .contains(value.name())))
                .toList();
    }

    @Test
    void whatAGroupDoesNotSayIsAsForAllTables() {
        ConnectorConfig config =
                ConnectorConfig.from(settings("table.one.watermark.column", "id", "table.two.topic", "${table}"));
        TableId first = new TableId("a", "c");
        TableId second = new TableId("x", "b");
        TableId none = new TableId("x", "y");
        assertThat(config.tables().watermarkColumn(first)).contains("id");
        assertThat(config.tables().watermarkColumn(second)).contains("at");
        assertThat(config.tables().watermarkColumn(none)).contains("at");
        assertThat(config.topicTemplate(first)).isEqualTo("${topic.prefix}.${schema}.${table}");
        assertThat(config.topicTemplate(second)).isEqualTo("${table}");
    }

    @Test
    void everythingThatIsWrongIsTold() {
        assertThat(problems()).isEmpty();
        assertThat(problems("watermark.column", ""))
                .containsExactly(
                        "Group \"one\" of table.groups needs the setting table.one.watermark.column.",
                        "Group \"two\" of table.groups needs the setting table.two.watermark.column.");
        assertThat(problems(
                        "table.one.include",
                        "",
                        "table.two.include",
                        "(",
                        "table.two.topic",
                        "${name}",
                        "table.one.filter",
                        "a)",
                        "table.one.shards",
                        "33"))
                .containsExactly(
                        "Group \"one\" of table.groups needs the setting table.one.include.",
                        "table.one.filter is \"a)\"; expected an SQL condition, but it has a \")\" too many.",
                        "table.one.shards is \"33\"; expected a whole number from 1 to 32.",
                        "table.two.include is \"(\"; expected a regular expression: missing closing ), as RE2 reads it.",
                        "table.two.topic is \"${name}\"; expected letters, digits, dots, hyphens, underscores,"
                                + " ${topic.prefix}, ${database}, ${schema} and ${table}.");
    }

    @Test
    void aGroupsValueGoesBeforeTheOneForAll() {
        ConnectorConfig config = ConnectorConfig.from(settings(
                "poll.interval.ms", "60000",
                "snapshot.mode", "initial_only",
                "watermark.initial", "2026-01-01 00:00:00",
                "message.key.columns", ".*:id",
                "column.include.list", ".*\\.(id|at|ssn)",
                "column.exclude.list", ".*\\.ssn",
                "table.one.mode", "bulk",
                "table.one.poll.interval.ms", "900",
                "table.one.message.key.columns", "code, line",
                "table.one.column.include.list", "id,c.*,ssn",
                "table.one.column.exclude.list", "card",
                "table.two.snapshot.mode", "initial",
                "table.two.watermark.initial", "7"));
        TableId first = new TableId("a", "c");
        TableId second = new TableId("x", "b");
        TableId none = new TableId("x", "y");
        assertThat(config.pollInterval(first)).isEqualTo(Duration.ofMillis(900));
        assertThat(config.pollInterval(second)).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.windows(first).bulk()).isTrue();
        assertThat(config.windows(first).initial())
                .as("whole tables start nowhere")
                .isEmpty();
        assertThat(config.watermarkColumn(first)).isEmpty();
        assertThat(config.windows(second).snapshot()).isEqualTo(WindowsConfig.Snapshot.INITIAL);
        assertThat(config.windows(second).initial()).contains("7");
        assertThat(config.watermarkColumn(second)).contains("at");
        assertThat(config.windows(none)).isEqualTo(config.windows());
        assertThat(config.rules(first).keyColumns(first)).contains(List.of("code", "line"));
        assertThat(config.rules(second).keyColumns(second)).contains(List.of("id"));
        Table table = new Table(
                first,
                Stream.of("id", "code", "line", "card", "ssn", "at")
                        .map(name -> new Column(name, new TextType.Varchar(5), true))
                        .toList());
        assertThatThrownBy(() -> config.rules(first).select(table, List.of()))
                .hasMessage(
                        "Column \"line\" of table \"a.c\" is part of its key (table.one.message.key.columns) but is not"
                                + " exported (column.include.list, column.exclude.list, unsupported.types).");
        ConnectorConfig keyed = ConnectorConfig.from(settings(
                "column.exclude.list", ".*\\.SSN",
                "table.one.column.include.list", "id,c.*,ssn",
                "table.one.column.exclude.list", "CARD"));
        assertThat(keyed.rules(first).select(table, List.of()).columns())
                .as("what is excluded for all stays excluded")
                .extracting(Column::name)
                .containsExactly("id", "code");
    }

    /** Each row: settings in turn, and what is told. */
    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(
                        List.of("table.one.mode", "fast"),
                        "table.one.mode is \"fast\"; expected one of [incremental, bulk]."),
                Arguments.of(
                        List.of("table.one.poll.interval.ms", "soon"),
                        "table.one.poll.interval.ms is \"soon\"; expected a whole number in [100,...]."),
                Arguments.of(
                        List.of("table.one.poll.interval.ms", "5"),
                        "table.one.poll.interval.ms is \"5\"; expected a whole number in [100,...]."),
                Arguments.of(
                        List.of("table.one.message.key.columns", "id,,line"),
                        "table.one.message.key.columns is \"id,,line\"; expected names of columns with commas in between,"
                                + " but a name is empty."),
                Arguments.of(
                        List.of("table.one.column.exclude.list", "a(?!b)"),
                        "table.one.column.exclude.list is \"a(?!b)\"; expected regular expressions for names of columns:"
                                + " \"(?!\" is a look around, which RE2 does not have, so that matching never takes long."),
                Arguments.of(
                        List.of("table.one.watermark.initial", "7", "snapshot.mode", "no_data"),
                        "table.one.watermark.initial says where to start reading, snapshot.mode=no_data not to; set one, or"
                                + " table.one.snapshot.mode for the group."),
                Arguments.of(
                        List.of("table.one.mode", "bulk", "snapshot.mode", "no_data"),
                        "snapshot.mode=no_data counts for group \"one\", and table.one.mode=bulk reads whole tables; set"
                                + " table.one.snapshot.mode to another value."),
                Arguments.of(
                        List.of("table.one.mode", "bulk", "table.one.watermark.initial", "7"),
                        "table.one.watermark.initial is set, and table.one.mode=bulk reads whole tables; choose one."),
                Arguments.of(
                        List.of("table.one.color", "red"),
                        "table.one.color is no setting of group \"one\". There are: table.one.include,"
                                + " table.one.watermark.column, table.one.watermark.initial, table.one.topic, table.one.filter,"
                                + " table.one.message.key.columns, table.one.column.include.list, table.one.column.exclude.list,"
                                + " table.one.mode, table.one.snapshot.mode, table.one.poll.interval.ms, table.one.shards,"
                                + " table.one.shard.column."),
                Arguments.of(
                        List.of("table.three.topic", "t"),
                        "table.three.topic is neither a setting of the connector nor of a group of table.groups (one, two)."
                                + " Correct it, or add its group. A group has: table.<group>.include,"
                                + " table.<group>.watermark.column, table.<group>.watermark.initial, table.<group>.topic,"
                                + " table.<group>.filter, table.<group>.message.key.columns, table.<group>.column.include.list,"
                                + " table.<group>.column.exclude.list, table.<group>.mode, table.<group>.snapshot.mode,"
                                + " table.<group>.poll.interval.ms, table.<group>.shards,"
                                + " table.<group>.shard.column."),
                Arguments.of(
                        List.of("table.groups", "one,two,one"), "table.groups names a group twice: one, two, one."),
                Arguments.of(
                        List.of("table.groups", "one,two,failure", "table.failure.include", "x\\.y"),
                        "A group cannot be called \"failure\": table.failure.mode is a setting of the connector. Call it"
                                + " something else."));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongSettingsOfGroupsAreNamed(List<String> changes, String message) {
        assertThat(ConnectorConfig.validate(settings(changes.toArray(String[]::new)))
                        .configValues())
                .flatExtracting(ConfigValue::errorMessages)
                .containsExactly(message);
    }

    @Test
    void aGroupThatReadsWholeTablesNeedsNoColumn() {
        String[] bulk = {"watermark.column", "", "table.one.mode", "bulk", "table.two.watermark.column", "id"};
        assertThat(problems(bulk)).isEmpty();
        assertThat(problems("watermark.column", "", "mode", "bulk", "table.two.mode", "incremental"))
                .containsExactly("Group \"two\" of table.groups needs the setting table.two.watermark.column.");
    }

    @Test
    void aTableIsInOneGroup() {
        ConnectorConfig config = ConnectorConfig.from(settings());
        String message = "Table \"a.b\" is in two groups, by table.one.include (\"a\\..*\") and table.two.include"
                + " (\".*\\.b\"), and can be in one. Make one of the two expressions narrower.";
        TableId both = new TableId("a", "b");
        assertThat(config.problem(both)).contains(message);
        assertThat(config.problem(new TableId("a", "c"))).isEmpty();
        assertThat(config.problems(List.of(both, new TableId("a", "c"))))
                .containsExactly(new Problem("table.two.include", message));
        assertThat(config.problems(List.of(new TableId("x", "y"))))
                .extracting(Problem::message)
                .containsExactly(
                        "table.one.include is \"a\\..*\", which matches none of the 1 tables that are selected. Check its"
                                + " spelling, or take the group out of table.groups.",
                        "table.two.include is \".*\\.b\", which matches none of the 1 tables that are selected. Check its"
                                + " spelling, or take the group out of table.groups.");
    }

    @Test
    void aGroupCanMakeRowsComeAgain() {
        Map<String, String> always = settings("table.two.snapshot.mode", "always", "exactly.once.support", "required");
        String message = "table.two.snapshot.mode=always sends every row again at each start of a task, so it cannot be"
                + " exactly-once. Choose another value, or do not set exactly.once.support to required.";
        assertThat(ConnectorConfig.repeats(always)).containsExactly(new Problem("table.two.snapshot.mode", message));
        assertThat(ConnectorConfig.validate(always).configValues())
                .flatExtracting(ConfigValue::errorMessages)
                .containsExactly(message);
        assertThat(ConnectorConfig.repeats(settings("snapshot.mode", "initial")))
                .isEmpty();
    }

    @Test
    void schemasAloneSelectTables() {
        assertThat(problems("table.include.list", ""))
                .containsExactly("table.include.list is empty; name the tables to stream, or .* for all, or set"
                        + " schema.include.list, or queries with query.names.");
        ConnectorConfig config = ConnectorConfig.from(settings("table.include.list", "", "schema.include.list", "a|b"));
        assertThat(config.tables().filter().test(new TableId("b", "any"))).isTrue();
        assertThat(config.tables().filter().test(new TableId("c", "any"))).isFalse();
    }
}
