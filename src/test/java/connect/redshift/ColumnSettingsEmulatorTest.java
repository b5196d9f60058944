// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static connect.redshift.testing.Validation.told;
import static connect.redshift.testing.Validation.wrong;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.worker.Stack;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What validation finds in columns, masks, keys and filters before any row moves: one error, on its setting. */
final class ColumnSettingsEmulatorTest {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA shop");
        for (String definition : List.of(
                "orders (id INTEGER NOT NULL, paid BOOLEAN, name VARCHAR(20), code CHAR(8), at TIMESTAMP)",
                "sketches (id INTEGER NOT NULL, h HLLSKETCH, at TIMESTAMP)",
                "twins (\"a b\" INTEGER, \"a.b\" INTEGER, at TIMESTAMP)",
                IntStream.range(0, 1_500)
                        .mapToObj(index -> "\"" + "ö".repeat(28) + index + "\" VARCHAR(20)")
                        .collect(joining(", ", "wide (at TIMESTAMP, ", ")")))) {
            stack.redshift().execute("CREATE TABLE shop." + definition);
        }
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    static Stream<Arguments> columns() {
        return Stream.of(
                wrong(
                        "a column of a type that is not read",
                        "unsupported.types",
                        "Table \"shop.sketches\" has columns of types that are not supported: h (hllsketch). Leave them out"
                                + " with column.exclude.list, or set unsupported.types to skip or null.",
                        "table.include.list",
                        "shop\\.sketches"),
                wrong(
                        "no column of a type that is read",
                        "unsupported.types",
                        "Table \"shop.sketches\" has no column of a type that is supported: h (hllsketch).",
                        "table.include.list",
                        "shop\\.sketches",
                        "column.include.list",
                        ".*\\.h",
                        "unsupported.types",
                        "skip"),
                wrong(
                        "every column left out",
                        "column.exclude.list",
                        "Table \"shop.orders\" has no column left to export (column.include.list, column.exclude.list). It"
                                + " has: id, paid, name, code, at.",
                        "column.exclude.list",
                        "shop\\..*"),
                wrong(
                        "no column taken in",
                        "column.include.list",
                        "Table \"shop.orders\" has no column left to export (column.include.list, column.exclude.list). It"
                                + " has: id, paid, name, code, at.",
                        "column.include.list",
                        "orders\\.id"),
                wrong(
                        "a mask on a number",
                        "column.mask.with.3.chars",
                        "Column \"id\" of table \"shop.orders\" has the type integer, which column.mask.with.3.chars cannot change: only"
                                + " CHAR and VARCHAR columns are masked. Leave it out with column.exclude.list.",
                        "column.mask.with.3.chars",
                        ".*\\.id"),
                wrong(
                        "a hash of a time; its salt is in no text",
                        "column.mask.hash.MD5.with.salt.…",
                        "Column \"at\" of table \"shop.orders\" has the type timestamp without time zone, which"
                                + " column.mask.hash.MD5.with.salt.… cannot change: only CHAR and VARCHAR columns are masked."
                                + " Leave it out with column.exclude.list.",
                        "column.mask.hash.MD5.with.salt.pepper",
                        ".*\\.at"),
                wrong(
                        "two masks of a column",
                        "column.mask.with.3.chars",
                        "Column \"name\" of table \"shop.orders\" is masked twice, by column.mask.with.3.chars and"
                                + " column.truncate.to.3.chars; one of them must go.",
                        "column.mask.with.3.chars",
                        ".*\\.name",
                        "column.truncate.to.3.chars",
                        ".*\\.name"),
                wrong(
                        "two columns of one field",
                        "field.name.adjustment.mode",
                        "Columns \"a b\" and \"a.b\" would both be the field \"a_b\" of test.shop.twins.Value"
                                + " (field.name.adjustment.mode). Use avro_unicode, or leave one out with column.exclude.list.",
                        "table.include.list",
                        "shop\\.twins",
                        "field.name.adjustment.mode",
                        "avro"),
                wrong(
                        "a table whose statement would be too long",
                        "column.exclude.list",
                        "The UNLOAD of table \"shop.wide\" with its 1501 columns has 227344 bytes in UTF-8; a statement may"
                                + " have 200000. Leave columns out with column.exclude.list; a mask or filter takes its part,"
                                + " too.",
                        "table.include.list",
                        "shop\\.wide",
                        "column.mask.hash.SHA-256.with.salt.saltsaltsaltsaltsaltsaltsaltsaltsaltsaltsaltsalt",
                        ".*ö.*"));
    }

    static Stream<Arguments> keysAndFilters() {
        return Stream.of(
                wrong(
                        "a key column that is not there",
                        "message.key.columns",
                        "Table \"shop.orders\" has no column \"order_id\" (message.key.columns). It has: id, paid, name, code,"
                                + " at.",
                        "message.key.columns",
                        "shop\\.orders:order_id"),
                wrong(
                        "a key column that is left out",
                        "message.key.columns",
                        "Column \"id\" of table \"shop.orders\" is part of its key (message.key.columns) but is not exported"
                                + " (column.include.list, column.exclude.list, unsupported.types).",
                        "message.key.columns",
                        "shop\\.orders:id",
                        "column.exclude.list",
                        ".*\\.id"),
                wrong(
                        "a key column that is always null",
                        "message.key.columns",
                        "Column \"h\" of table \"shop.sketches\" is part of its key (message.key.columns) but is not exported"
                                + " (column.include.list, column.exclude.list, unsupported.types).",
                        "table.include.list",
                        "shop\\.sketches",
                        "message.key.columns",
                        ".*:id,h",
                        "unsupported.types",
                        "null"),
                wrong(
                        "a key of no table",
                        "message.key.columns",
                        "\"shop\\.order\" (message.key.columns) matches none of the 1 tables that are selected. Check its"
                                + " spelling, or take the rule out.",
                        "message.key.columns",
                        "shop\\.order:id"),
                filter(
                        "a filter that is not closed",
                        "id = (1",
                        "table.some.filter is \"id = (1\"; expected an SQL condition, but it has a \"(\" that is not closed."),
                filter(
                        "a filter on a column that is not there",
                        "order_id > 1",
                        "ERROR: column \"order_id\" does not exist. Check its spelling. A name with capitals needs"
                                + " enable_case_sensitive_identifier for the database user."),
                filter("a filter that is no SQL", "id > > 1", "ERROR: syntax error at or near \">\""),
                filter(
                        "a filter that is no condition",
                        "id + 1",
                        "ERROR: argument of AND must be type boolean, not type integer"),
                filter(
                        "a filter that compute nodes cannot run",
                        "at < now()",
                        "ERROR: Specified types or functions (one per INFO message) not supported on Redshift tables.\n"
                                + "  Detail: Function \"now()\" not supported."),
                filter(
                        "a filter with a function that is not there",
                        "even(id)",
                        "ERROR: function even(integer) does not exist. Check its name and the types of what it is given."));
    }

    private static Arguments filter(String what, String filter, String words) {
        String message = words.startsWith("ERROR")
                ? "table.some.filter is refused for table \"shop.orders\". Statement <id> (local explain shop.orders)"
                        + " failed: " + words
                : words;
        return wrong(
                what,
                "table.some.filter",
                message,
                "table.groups",
                "some",
                "table.some.include",
                ".*",
                "table.some.filter",
                filter);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"columns", "keysAndFilters"})
    void wrongSettingIsOneClearError(String what, String setting, String message, List<String> changes) {
        assertThat(told(stack, settings(changes))).as(what).isEqualTo(Map.of(setting, List.of(message)));
    }

    /** The watermark is needed where rows are chosen, not among what is exported. */
    @Test
    void whatIsRightHasNoErrors() {
        assertThat(told(
                        stack,
                        settings(List.of(
                                "table.include.list",
                                "shop\\.(orders|sketches)",
                                "column.exclude.list",
                                ".*\\.at",
                                "column.mask.hash.SHA-1.with.salt.it's \\",
                                ".*\\.name",
                                "column.truncate.to.2.chars",
                                ".*\\.code",
                                "unsupported.types",
                                "null",
                                "message.key.columns",
                                "shop\\.orders:paid,name",
                                "table.groups",
                                "some",
                                "table.some.include",
                                ".*orders",
                                "table.some.filter",
                                "paid AND at > '2026-01-01' -- it's"))))
                .isEmpty();
    }

    @Test
    void noRowIsReadToFindOut() {
        int before = stack.redshift().statements().size();
        told(stack, settings(List.of("table.groups", "g", "table.g.include", ".*", "table.g.filter", "id > 1")));
        assertThat(stack.redshift()
                        .statements()
                        .subList(before, stack.redshift().statements().size()))
                .extracting(statement -> statement.sql().lines().findFirst().orElseThrow())
                .containsExactlyInAnyOrder(
                        "SELECT 1 AS one",
                        "SELECT schema_name, table_name",
                        "SELECT column_name, data_type, is_nullable, ordinal_position, character_maximum_length,"
                                + " numeric_precision, numeric_scale",
                        "SELECT a.attname::varchar AS column_name",
                        "EXPLAIN SELECT \"id\" AS c0, \"paid\" AS c1, \"name\" AS c2, \"code\" AS c3, \"at\" AS c4 FROM"
                                + " \"shop\".\"orders\" WHERE \"at\" IS NOT NULL",
                        "EXPLAIN SELECT \"id\" AS c0, \"paid\" AS c1, \"name\" AS c2, \"code\" AS c3, \"at\" AS c4 FROM"
                                + " \"shop\".\"orders\" WHERE \"at\" IS NOT NULL AND (");
    }

    private static List<String> settings(List<String> changes) {
        return Stream.concat(Stream.of("table.include.list", "shop\\.orders"), changes.stream())
                .toList();
    }
}
