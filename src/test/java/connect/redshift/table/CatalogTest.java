// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    private final FakeStatements redshift = new FakeStatements(statement -> new ResultRows(labels, rows));
    private final Catalog catalog =
            new Catalog(new Statements(redshift, background, clock, Duration.ofMinutes(1)), "shop", "de'v");

    private void row(String... cells) {
        rows.add(Stream.of(cells).map(Optional::ofNullable).toList());
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
        assertThat(answer(catalog.tables()))
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
                        Optional.of("at"))));
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
}
