// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultColumn;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statements;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CatalogTest {
    private static final TableId ORDERS = new TableId("public", "orders");

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final List<List<Optional<String>>> rows = new ArrayList<>();
    private List<String> labels = List.of(
            "column_name",
            "data_type",
            "is_nullable",
            "ordinal_position",
            "character_maximum_length",
            "numeric_precision",
            "numeric_scale");
    private final FakeStatements redshift = new FakeStatements(
            statement -> new ResultRows(labels, statement.name().contains(" describe view ") ? List.of() : rows));
    private final Catalog catalog =
            new Catalog(new Statements(redshift, background, clock, Duration.ofMinutes(1)), "shop", "de'v");

    private void row(String... cells) {
        rows.add(Stream.of(cells).map(Optional::ofNullable).toList());
    }

    private static TableFilter filter(String include) {
        return new TableFilter(List.of(NamePattern.of(include)), List.of());
    }

    private <T> T answer(CompletableFuture<T> asked) {
        background.drain();
        return asked.join();
    }

    @Test
    void tablesAreSortedAndSystemSchemasAreNotAskedFor() {
        labels = List.of("schema_name", "table_name");
        row("public", "b");
        row("public", "a");
        row("app", "z");
        assertThat(answer(catalog.tables(filter(".*"))))
                .containsExactly(new TableId("app", "z"), new TableId("public", "a"), new TableId("public", "b"));
        assertThat(redshift.submitted().get(0).sql())
                .isEqualTo(
                        """
                        SELECT schema_name, table_name
                        FROM svv_all_tables
                        WHERE database_name = 'de''v' AND schema_name NOT IN ('pg_catalog', 'information_schema', 'pg_internal')""");
        assertThat(redshift.submitted().get(0).name()).isEqualTo("shop list tables");
    }

    @Test
    void aListingIsNarrowedInRedshiftAndDecidedHere() {
        labels = List.of("schema_name", "table_name");
        row("shop", "orders");
        row("shop", "order_lines");
        row("shop", "orders");
        row("pg_automv", "orders");
        row("shop", "mv");
        row("shop", "mv_tbl__mv__0");
        row("shop", "mv_tbl__alone__0");
        assertThat(answer(catalog.tables(filter("shop\\.orders")))).containsExactly(new TableId("shop", "orders"));
        assertThat(redshift.submitted().get(0).sql())
                .isEqualTo(
                        """
                        SELECT schema_name, table_name
                        FROM svv_all_tables
                        WHERE database_name = 'de''v' AND schema_name NOT IN ('pg_catalog', 'information_schema', 'pg_internal')
                        AND (schema_name = 'shop' AND table_name = 'orders')""");
        assertThat(answer(catalog.tables(filter(".*\\.(mv.*|orders)"))))
                .as("what holds a listed materialized view's rows is not listed, nor is what is Redshift's own")
                .containsExactly(
                        new TableId("shop", "mv"),
                        new TableId("shop", "mv_tbl__alone__0"),
                        new TableId("shop", "orders"));
    }

    @Test
    void sizesAreNarrowedAlike() {
        labels = List.of("schema_name", "table_name", "size");
        row("shop", "orders", "12");
        row("shop", "mv_tbl__mv__0", "3");
        assertThat(answer(catalog.sizes(filter("shop\\..*"))))
                .containsOnly(
                        java.util.Map.entry(new TableId("shop", "orders"), 12L),
                        java.util.Map.entry(new TableId("shop", "mv"), 3L));
        assertThat(redshift.submitted().get(0).sql())
                .isEqualTo(
                        """
                        SELECT "schema" AS schema_name, "table" AS table_name, size
                        FROM svv_table_info
                        WHERE "database" = 'de''v'
                        AND ("schema" = 'shop'
                          OR "schema" LIKE 'shop.%')""");
    }

    @Test
    void describeAsksForOneTableByItsName() {
        row("id", "bigint", "NO", "1", null, "64", "0");
        answer(catalog.describe(new TableId("it's", "a\\b")));
        assertThat(redshift.submitted().get(0).sql())
                .isEqualTo(
                        """
                        SELECT column_name, data_type, is_nullable, ordinal_position, \
                        character_maximum_length, numeric_precision, numeric_scale
                        FROM svv_all_columns
                        WHERE database_name = 'de''v' AND schema_name = 'it''s' AND table_name = 'a\\\\b'
                        ORDER BY ordinal_position""");
    }

    /** By its own metadata: the catalog does not know it. */
    @Test
    void aQueryIsDescribedByItsResultWithoutARow() {
        TableId recent = TableId.ofQuery("recent");
        FakeStatements answering = new FakeStatements(statement -> ResultRows.of(
                List.of(new ResultColumn("id", "int8", 19, 0), new ResultColumn("at", "timestamptz", 35, 6)),
                List.of()));
        Catalog queries = new Catalog(
                new Statements(answering, background, clock, Duration.ofMinutes(1)),
                "shop",
                "dev",
                List.of(new Relation.Query(
                        recent,
                        QueryText.parse("SELECT id, at FROM a WHERE at > ${after} -- all;", false),
                        Optional.of("at"))),
                Gathering.Company.NONE);
        Table table = answer(queries.describe(recent));
        assertThat(answering.submitted().get(0).name()).isEqualTo("shop describe recent");
        assertThat(answering.submitted().get(0).sql())
                .isEqualTo(
                        "SELECT * FROM (\nSELECT id, at FROM a WHERE at > NULL -- all;\n) AS \"recent\" WHERE 1 = 0");
        assertThat(table.columns())
                .containsExactly(
                        new Column("id", new IntegerType.BigInt(), true),
                        new Column("at", new TimeType.TimestampTz(), true));
        assertThat(table.relation().sql(Span.ALL)).contains("at > '4713-01-01 00:00:00+00 BC'::timestamptz");
    }

    @Test
    void columnsComeWithTypeAndNullability() {
        row("id", "bigint", "NO", "1", null, "64", "0");
        row("price", "numeric", "YES", "2", null, "18", "2");
        row("name", "character varying", "YES", "3", "200", null, null);
        row("code", "character", "YES", "4", "3", null, null);
        row("at", "timestamp without time zone", "YES", "5", "0", null, null);
        assertThat(answer(catalog.describe(ORDERS)).columns())
                .containsExactly(
                        new Column("id", new IntegerType.BigInt(), false),
                        new Column("price", new FractionType.Numeric(18, 2), true),
                        new Column("name", new TextType.Varchar(200), true),
                        new Column("code", new TextType.Char(3), true),
                        new Column("at", new TimeType.Timestamp(), true));
    }

    @Test
    void droppedColumnsThatTheCatalogKeepsAreLeftOut() {
        row("id", "bigint", "NO", "1", null, "64", "0");
        row("........pg.dropped.2........", "unknown", "YES", "2", null, null, null);
        assertThat(answer(catalog.describe(ORDERS)).columns()).hasSize(1);
    }

    @Test
    void aTableThatIsNotThereSaysWhatToCheck() {
        assertThatThrownBy(() -> answer(catalog.describe(ORDERS)))
                .hasRootCauseInstanceOf(CatalogException.class)
                .hasRootCauseMessage(
                        "Table \"public.orders\" was not found in database \"de'v\". Check its spelling, and"
                                + " that the database user was granted USAGE on schema \"public\" and SELECT on the table.");
    }

    @Test
    void typesThatCannotBeReadAreNamedTogether() {
        row("id", "bigint", "NO", "1", null, "64", "0");
        row("sketch", "hllsketch", "NO", "2", null, null, null);
        row("tags", "array<string>", "YES", "3", null, null, null);
        Table table = answer(catalog.describe(ORDERS));
        assertThat(table.columns())
                .containsExactly(
                        new Column("id", new IntegerType.BigInt(), false),
                        new Column("sketch", new Unsupported("hllsketch"), true),
                        new Column("tags", new Unsupported("array<string>"), true));
        List<SelectedColumn> columns = Selection.all(table).selected();
        assertThatThrownBy(() -> UnsupportedTypes.FAIL.streamed(ORDERS, columns))
                .isInstanceOf(CatalogException.class)
                .hasMessage("Table \"public.orders\" has columns of types that are not supported:"
                        + " sketch (hllsketch), tags (array<string>). Leave them out with column.exclude.list, or set"
                        + " unsupported.types to skip or null.");
        assertThat(UnsupportedTypes.SKIP.streamed(ORDERS, columns)).containsExactly(columns.get(0));
        assertThat(UnsupportedTypes.NULL.streamed(ORDERS, columns)).isEqualTo(columns);
        assertThatThrownBy(() -> UnsupportedTypes.SKIP.streamed(ORDERS, columns.subList(1, 3)))
                .isInstanceOf(CatalogException.class)
                .hasMessage("Table \"public.orders\" has no column of a type that is supported:"
                        + " sketch (hllsketch), tags (array<string>).");
    }

    @Test
    void whatIsNotReadIsSaidOnceAChange() {
        List<SelectedColumn> columns = List.of(
                SelectedColumn.plain(new Column("id", new IntegerType.BigInt(), false)),
                SelectedColumn.plain(new Column("sketch", new Unsupported("hllsketch"), true)));
        Optional<String> sketch = UnsupportedTypes.SKIP.remark(ORDERS, columns);
        assertThat(sketch).contains("public.orders: left out, since their types are not supported: sketch (hllsketch)");
        assertThat(UnsupportedTypes.NULL.remark(ORDERS, columns))
                .contains("public.orders: always null, since their types are not supported: sketch (hllsketch)");
        Optional<String> nothing = UnsupportedTypes.SKIP.remark(ORDERS, columns.subList(0, 1));
        assertThat(nothing).isEmpty();
        Remarks remarks = new Remarks();
        assertThat(Stream.of(nothing, sketch, sketch, nothing, sketch, Optional.of("other"))
                        .map(remark -> remarks.news(ORDERS, remark)))
                .containsExactly(nothing, sketch, Optional.empty(), Optional.empty(), sketch, Optional.of("other"));
        assertThat(remarks.news(new TableId("public", "other"), Optional.of("other")))
                .isPresent();
    }

    @Test
    void aWatermarkColumnMustBeThereAndOrderChange() {
        Table table = new Table(
                ORDERS,
                List.of(new Column("id", new IntegerType.BigInt(), false), new Column("paid", new Bool(), true)));
        assertThat(table.ordering("id")).isEqualTo(Ordering.NUMBER);
        assertThatThrownBy(() -> table.ordering("updated_at"))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Table \"public.orders\" has no column \"updated_at\" (watermark.column). It has: id, paid.");
        assertThatThrownBy(() -> table.ordering("paid"))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Column \"paid\" (watermark.column) of table \"public.orders\" is a boolean, whose values do"
                                + " not order change. Name a timestamp, date, number or character column.");
    }

    @Test
    void tablesThatAreDescribedTogetherAreOneQuery() {
        Catalog several = new Catalog(
                new Statements(redshift, background, clock, Duration.ofMinutes(1)),
                "shop",
                "dev",
                List.of(),
                new Gathering.Company(Duration.ofMillis(200), 3));
        labels = Stream.concat(Stream.of("schema_name", "table_name"), labels.stream())
                .toList();
        row("public", "b", "id", "bigint", "NO", "1", null, "64", "0");
        row("app", "a", "name", "boolean", "YES", "1", null, null, null);
        row("public", "b", "flag", "boolean", "YES", "2", null, null, null);
        CompletableFuture<Table> b = several.describe(new TableId("public", "b"));
        CompletableFuture<Table> gone = several.describe(new TableId("public", "gone"));
        CompletableFuture<Table> a = several.describe(new TableId("app", "a"));
        assertThat(answer(b).columns()).extracting(Column::name).containsExactly("id", "flag");
        assertThat(answer(a).columns()).extracting(Column::name).containsExactly("name");
        assertThatThrownBy(() -> answer(gone)).hasMessageContaining("Table \"public.gone\" was not found");
        // The second asks whether what is not there is a late-binding view.
        assertThat(redshift.submitted()).hasSize(2).first().satisfies(statement -> {
            assertThat(statement.name()).isEqualTo("shop describe 3 tables: public.b public.gone app.a");
            assertThat(statement.sql())
                    .startsWith("SELECT schema_name AS schema_name, table_name AS table_name, column_name, data_type")
                    .contains("(schema_name = 'app' AND table_name IN ('a')"
                            + " OR schema_name = 'public' AND table_name IN ('b', 'gone'))\nORDER BY");
        });
    }
}
