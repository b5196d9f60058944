// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the rows look like; in {@code values}, {@code n} is a row's number from 1. */
enum Shape {
    /** Six columns, as an event or an order line has them. */
    NARROW(
            1.0,
            List.of(
                    new Column("id", "BIGINT", "n"),
                    new Column("pieces", "INTEGER", "(n * 7919 % 1000003)::integer"),
                    new Column("customer", "VARCHAR(24)", "'customer ' || n * 31 % 100000"),
                    new Column("price", "DECIMAL(12,2)", "((n * 104729 % 10000000) / 100.0)::decimal(12,2)"),
                    new Column("changed", "TIMESTAMP", "TIMESTAMP '2026-01-01' + n * INTERVAL '1001 millisecond'"),
                    new Column("paid", "BOOLEAN", "n % 3 = 0"))),
    /** TPC-H's largest table, with a number for each row in front. */
    LINEITEM(
            0.5,
            List.of(
                    new Column("id", "BIGINT", "n"),
                    new Column("l_orderkey", "BIGINT", "n / 4"),
                    new Column("l_partkey", "BIGINT", "n * 7919 % 200000"),
                    new Column("l_suppkey", "BIGINT", "n * 104729 % 10000"),
                    new Column("l_linenumber", "INTEGER", "(n % 4 + 1)::integer"),
                    new Column("l_quantity", "DECIMAL(15,2)", "(n % 50 + 1)::decimal(15,2)"),
                    new Column("l_extendedprice", "DECIMAL(15,2)", "((n * 7919 % 10000000) / 100.0)::decimal(15,2)"),
                    new Column("l_discount", "DECIMAL(15,2)", "((n % 11) / 100.0)::decimal(15,2)"),
                    new Column("l_tax", "DECIMAL(15,2)", "((n % 9) / 100.0)::decimal(15,2)"),
                    new Column("l_returnflag", "CHAR(1)", "substr('ANR', (n % 3 + 1)::integer, 1)"),
                    new Column("l_linestatus", "CHAR(1)", "substr('OF', (n % 2 + 1)::integer, 1)"),
                    new Column("l_shipdate", "DATE", "DATE '1992-01-01' + (n % 2500)::integer"),
                    new Column("l_commitdate", "DATE", "DATE '1992-01-31' + (n % 2470)::integer"),
                    new Column("l_receiptdate", "DATE", "DATE '1992-01-05' + (n % 2510)::integer"),
                    new Column("l_shipinstruct", "VARCHAR(25)", "'DELIVER IN PERSON ' || n % 4"),
                    new Column("l_shipmode", "VARCHAR(10)", "'MODE ' || n % 7"),
                    new Column("l_comment", "VARCHAR(44)", "'furiously regular requests ' || n * 31 % 1000000"))),
    /** Forty columns of eight types, a tenth of the values NULL. */
    WIDE(0.25, wide());

    /** A column: its type and what a row holds in it. */
    record Column(String name, String type, String value) {}

    private final double share;

    @SuppressWarnings("ImmutableEnumChecker") // It is: made by List.of, of texts.
    private final List<Column> columns;

    Shape(double share, List<Column> columns) {
        this.share = share;
        this.columns = columns;
    }

    /** As many rows as take about as long as {@code narrow} narrow ones. */
    long rows(long narrow) {
        return Math.round(narrow * share);
    }

    /** The statements that make {@code table} and put rows 1 to {@code rows} into it. */
    List<String> create(String table, long rows) {
        String types = columns.stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
        String values = columns.stream().map(Column::value).collect(Collectors.joining(", "));
        return List.of(
                "CREATE TABLE %s (%s)".formatted(table, types),
                "INSERT INTO %s SELECT %s FROM generate_series(1::bigint, %d) AS n".formatted(table, values, rows));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<Column> wide() {
        List<Column> kinds = List.of(
                new Column("count", "BIGINT", "n * 104729 + %d"),
                new Column("part", "INTEGER", "(n * 7919 %% 1000003)::integer + %d"),
                new Column("word", "VARCHAR(40)", "'value ' || n * 31 %% 100000 || ' of column ' || %d"),
                new Column("amount", "DECIMAL(18,4)", "((n * 7919 + %d) / 10000.0)::decimal(18,4)"),
                new Column("ratio", "DOUBLE PRECISION", "(n * 7919 + %d) / 1024.0::double precision"),
                new Column("at", "TIMESTAMP", "TIMESTAMP '2026-01-01' + (n + %d) * INTERVAL '1001 millisecond'"),
                new Column("day", "DATE", "DATE '2020-01-01' + ((n + %d) %% 3000)::integer"),
                new Column("flag", "BOOLEAN", "(n + %d) %% 3 = 0"));
        return IntStream.range(0, 40)
                .mapToObj(index -> {
                    Column kind = kinds.get(index % kinds.size());
                    String value = kind.value().formatted(index);
                    return index == 0
                            ? new Column("id", "BIGINT", "n")
                            : new Column(
                                    kind.name() + "_" + index,
                                    kind.type(),
                                    "CASE WHEN (n * 31 + %d) %% 10 > 0 THEN %s END".formatted(7 * index, value));
                })
                .toList();
    }
}
