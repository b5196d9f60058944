// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static connect.redshift.testing.Validation.told;
import static connect.redshift.testing.Validation.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.worker.Stack;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What validation finds in tables, watermarks and topics before any row moves: one error, on its setting. */
final class TableSettingsEmulatorTest {
    private static final String LONG = "x".repeat(60);

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA shop");
        for (String definition : List.of(
                "orders (id INTEGER NOT NULL, paid BOOLEAN, name VARCHAR(20), code CHAR(8), at TIMESTAMP)",
                "\"b c\" (at TIMESTAMP)",
                "b_c (at TIMESTAMP)",
                "\"b.c\" (at TIMESTAMP)",
                LONG + " (at TIMESTAMP)")) {
            stack.redshift().execute("CREATE TABLE shop." + definition);
        }
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    static Stream<Arguments> tables() {
        return Stream.of(
                wrong(
                        "a table that is not there",
                        "table.include.list",
                        "\"shop\\.order\" matches no table that the database user can see, or only excluded ones. Check its"
                                + " spelling, and that the user was granted USAGE on the schema and SELECT on the table.",
                        "table.include.list",
                        "shop\\.order"),
                wrong(
                        "a malformed expression",
                        "table.include.list",
                        "Invalid value shop\\.(orders for configuration table.include.list: Expected a regular expression:"
                                + " missing closing ), as RE2 reads it.",
                        "table.include.list",
                        "shop\\.(orders"),
                wrong(
                        "a malformed expression to exclude",
                        "table.exclude.list",
                        "Invalid value * for configuration table.exclude.list: Expected a regular expression: missing"
                                + " argument to repetition operator, as RE2 reads it.",
                        "table.exclude.list",
                        "*"),
                wrong(
                        "a malformed expression of a group",
                        "table.wide.include",
                        "table.wide.include is \"(\"; expected a regular expression: missing closing ), as RE2 reads it.",
                        "table.groups",
                        "wide",
                        "table.wide.include",
                        "("),
                wrong(
                        "an expression that could take for ever",
                        "table.include.list",
                        "Invalid value shop\\.(?!b).* for configuration table.include.list: Expected a regular expression:"
                                + " \"(?!\" is a look around, which RE2 does not have, so that matching never takes long.",
                        "table.include.list",
                        "shop\\.(?!b).*"),
                wrong(
                        "a table of two groups",
                        "table.wide.include",
                        "Table \"shop.orders\" is in two groups, by table.narrow.include (\"shop\\.o.*\") and"
                                + " table.wide.include (\".*\"), and can be in one. Make one of the two expressions narrower.",
                        "table.groups",
                        "narrow,wide",
                        "table.narrow.include",
                        "shop\\.o.*",
                        "table.wide.include",
                        ".*"),
                wrong(
                        "a start of a group that is no value of its watermark column",
                        "table.some.watermark.initial",
                        "watermark \"yesterday\" is not a timestamp such as 2026-01-31 23:59:59.123456",
                        "table.groups",
                        "some",
                        "table.some.include",
                        ".*",
                        "table.some.watermark.initial",
                        "yesterday"),
                wrong(
                        "a group of no table",
                        "table.wide.include",
                        "table.wide.include is \"shop\\.order\", which matches none of the 1 tables that are selected."
                                + " Check its spelling, or take the group out of table.groups.",
                        "table.groups",
                        "wide",
                        "table.wide.include",
                        "shop\\.order"),
                wrong(
                        "a group without an expression",
                        "table.wide.include",
                        "Group \"wide\" of table.groups needs the setting table.wide.include.",
                        "table.groups",
                        "wide"));
    }

    static Stream<Arguments> watermarks() {
        return Stream.of(
                wrong(
                        "a watermark column that is not there",
                        "watermark.column",
                        "Table \"shop.orders\" has no column \"updated_at\" (watermark.column). It has: id, paid, name, code,"
                                + " at.",
                        "watermark.column",
                        "updated_at"),
                wrong(
                        "a watermark column that orders nothing",
                        "watermark.column",
                        "Column \"paid\" (watermark.column) of table \"shop.orders\" is a boolean, whose values do not order"
                                + " change. Name a timestamp, date, number or character column.",
                        "watermark.column",
                        "paid"),
                wrong(
                        "a group's watermark column that is not there",
                        "table.some.watermark.column",
                        "Table \"shop.orders\" has no column \"updated_at\" (watermark.column). It has: id, paid, name, code,"
                                + " at.",
                        "table.groups",
                        "some",
                        "table.some.include",
                        ".*",
                        "table.some.watermark.column",
                        "updated_at"),
                wrong(
                        "no watermark column",
                        "watermark.column",
                        "No watermark column is set: set watermark.column, or table.groups and each group's column,"
                                + " or mode=bulk.",
                        "watermark.column",
                        ""),
                wrong(
                        "a group without a column",
                        "table.wide.watermark.column",
                        "Group \"wide\" of table.groups needs the setting table.wide.watermark.column.",
                        "watermark.column",
                        "",
                        "table.groups",
                        "wide",
                        "table.wide.include",
                        ".*"),
                wrong(
                        "a table in no group and without a watermark column",
                        "watermark.column",
                        "Table \"shop.orders\" has no watermark column: set watermark.column, or add the table to a group of"
                                + " table.groups.",
                        "table.include.list",
                        "shop\\.(orders|b_c)",
                        "watermark.column",
                        "",
                        "table.groups",
                        "b",
                        "table.b.include",
                        "shop\\.b_c",
                        "table.b.watermark.column",
                        "at"),
                wrong(
                        "a start that is no value of the watermark column",
                        "watermark.initial",
                        "watermark \"yesterday\" is not a timestamp such as 2026-01-31 23:59:59.123456",
                        "watermark.initial",
                        "yesterday"),
                wrong(
                        "a start, and none",
                        "watermark.initial",
                        "watermark.initial says where to start reading, snapshot.mode=no_data not to; set one.",
                        "watermark.initial",
                        "2026-01-01 00:00:00",
                        "snapshot.mode",
                        "no_data"));
    }

    static Stream<Arguments> topics() {
        return Stream.of(
                wrong(
                        "two tables of one topic",
                        "table.topic.name.template",
                        "Tables \"shop.b c\" and \"shop.b_c\" would both go to the topic \"test.shop.b_c\". Give one of them a"
                                + " topic of its own (table.topic.name.template, or a topic in table.groups); to mix them on"
                                + " purpose, name the topic without ${schema} and ${table}.",
                        "table.include.list",
                        "shop\\.b[ _]c"),
                wrong(
                        "two topics that are one to a broker",
                        "table.topic.name.template",
                        "Tables \"shop.b.c\" and \"shop.b_c\" would go to the topics \"test.shop.b.c\" and \"test.shop.b_c\", of"
                                + " which Kafka takes only one: they differ in dots and underscores alone. Give one of them"
                                + " another topic (table.topic.name.template, or a topic in table.groups).",
                        "table.include.list",
                        "shop\\.b[._]c"),
                wrong(
                        "a topic that is too long",
                        "table.topic.name.template",
                        "The topic of table \"shop." + LONG + "\" would be \"" + "t".repeat(185) + ".shop." + LONG
                                + "\", which Kafka does not take: a name has at most 249 characters and is neither \".\" nor"
                                + " \"..\". Set table.topic.name.template, or a topic in table.groups.",
                        "table.include.list",
                        "shop\\.x+",
                        "topic.prefix",
                        "t".repeat(185)),
                wrong(
                        "a template with a name that is none",
                        "table.some.topic",
                        "table.some.topic is \"${name}\"; expected letters, digits, dots, hyphens, underscores,"
                                + " ${topic.prefix}, ${database}, ${schema} and ${table}.",
                        "table.groups",
                        "some",
                        "table.some.include",
                        ".*",
                        "table.some.topic",
                        "${name}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"tables", "watermarks", "topics"})
    void wrongSettingIsOneClearError(String what, String setting, String message, List<String> changes) {
        assertThat(told(stack, settings(changes))).as(what).isEqualTo(Map.of(setting, List.of(message)));
    }

    /** One table in three is wrong in two ways, and is not the first. */
    @Test
    void everyKindOfTableIsLookedAt() {
        assertThat(told(
                        stack,
                        settings(List.of(
                                "table.include.list",
                                "shop\\.(orders|b_c|b c)",
                                "table.groups",
                                "spaced,orders",
                                "table.spaced.include",
                                "shop\\.b c",
                                "table.spaced.topic",
                                "spaced",
                                "table.orders.include",
                                "shop\\.orders",
                                "table.orders.filter",
                                "gone = 1",
                                "message.key.columns",
                                "shop\\.orders:id;shop\\.b_c:id"))))
                .isEqualTo(Map.of(
                        "message.key.columns",
                        List.of("Table \"shop.b_c\" has no column \"id\" (message.key.columns). It has: at."),
                        "table.orders.filter",
                        List.of(
                                "table.orders.filter is refused for table \"shop.orders\". Statement <id> (local explain"
                                        + " shop.orders) failed: ERROR: column \"gone\" does not exist. Check its spelling. A name with"
                                        + " capitals needs enable_case_sensitive_identifier for the database user.")));
    }

    /** A name that is not there is a mistake; an expression may be there for tables to come. */
    @Test
    void noTableIsALegalState() {
        assertThat(told(
                        stack,
                        List.of("table.include.list", "shop\\.later_.*", "table.groups", "a", "table.a.include", "b")))
                .isEmpty();
        assertThat(told(stack, List.of("schema.include.list", "later"))).isEmpty();
    }

    /** No column is asked for; the columns and the filter are still planned. */
    @Test
    void tableThatIsReadAsAWholeNeedsNoWatermark() {
        List<String> whole = List.of("mode", "bulk", "watermark.column", "");
        assertThat(told(stack, settings(whole))).isEmpty();
        List<String> filtered = List.of(
                "table.groups", "orders", "table.orders.include", "shop\\.orders", "table.orders.filter", "gone = 1");
        assertThat(told(
                        stack,
                        settings(
                                Stream.concat(whole.stream(), filtered.stream()).toList())))
                .containsOnlyKeys("table.orders.filter");
    }

    private static List<String> settings(List<String> changes) {
        return Stream.concat(Stream.of("table.include.list", "shop\\.orders"), changes.stream())
                .toList();
    }
}
