// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableRulesTest {
    private static final TableId LINES = new TableId("sales", "lines");
    private static final SchemaNames NAMES = SchemaNames.of("shop", LINES, NameAdjustment.NONE, NameAdjustment.NONE);
    private static final Table TABLE = new Table(
            LINES,
            List.of(
                    new Column("order", new IntegerType.BigInt(), false),
                    new Column("line", new IntegerType.SmallInt(), true),
                    new Column("text", new TextType.Varchar(20), true)));

    private static Selection select(String keys, String... primaryKey) {
        return new TableRules(NAMES, KeyRules.parse(keys)).select(TABLE, List.of(primaryKey));
    }

    @Test
    void theFirstRuleThatMatchesTheWholeNameIsTheKey() {
        assertThat(select("ales.lines:text;(?:sales)\\.L.*: line , order;.*:text", "order")
                        .key())
                .containsExactly("line", "order");
    }

    @Test
    void withoutARuleTheDeclaredPrimaryKeyIsTheKey() {
        assertThat(select("other\\..*:id", "order", "line").key()).containsExactly("order", "line");
        assertThat(select("").key()).isEmpty();
    }

    @Test
    void aPrimaryKeyOfColumnsThatAreNotThereIsNone() {
        assertThat(select("", "order", "gone").key()).isEmpty();
    }

    @Test
    void aKeyColumnMustBeThere() {
        assertThatThrownBy(() -> select(".*:order,Line"))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Table \"sales.lines\" has no column \"Line\" (message.key.columns). It has: order, line, text.");
    }

    @Test
    void aKeyColumnThatIsAlwaysNullIsRefused() {
        Table sketches = new Table(
                LINES,
                List.of(
                        new Column("id", new IntegerType.BigInt(), false),
                        new Column("h", new Unsupported("hllsketch"), true)));
        TypeOptions nulls = new TypeOptions(
                TypeOptions.Decimals.PRECISE,
                TypeOptions.Times.ADAPTIVE,
                TypeOptions.Binaries.BYTES,
                false,
                false,
                UnsupportedTypes.NULL);
        TableRules rules = new TableRules(NAMES, KeyRules.parse(".*:id,h"), ColumnRules.ALL, RowFilter.NONE, nulls);
        assertThatThrownBy(() -> rules.select(sketches, List.of()))
                .isInstanceOf(CatalogException.class)
                .hasMessage("Column \"h\" of table \"sales.lines\" is part of its key (message.key.columns) but is not"
                        + " exported (column.include.list, column.exclude.list, unsupported.types).");
    }

    /** Before anything is unloaded for them. */
    @Test
    void twoColumnsOfOneFieldAreRefusedBySelecting() {
        SchemaNames avro = SchemaNames.of("shop", LINES, NameAdjustment.NONE, NameAdjustment.AVRO);
        Table twins = new Table(
                LINES,
                List.of(
                        new Column("a b", new IntegerType.BigInt(), false),
                        new Column("a.b", new IntegerType.BigInt(), false)));
        assertThatThrownBy(() -> new TableRules(avro, KeyRules.parse("")).select(twins, List.of()))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(
                        "Columns \"a b\" and \"a.b\" would both be the field \"a_b\" of shop.sales.lines.Value")
                .satisfies(refused ->
                        assertThat(((CatalogException) refused).setting()).contains("field.name.adjustment.mode"));
    }

    @Test
    void theKeyHasItsColumnsTypesAndANullIsANullField() {
        RecordLayout layout =
                RecordLayout.of(new TableRules(NAMES, KeyRules.parse("")), TABLE.columns(), List.of("line", "order"));
        KeyLayout key = layout.key().orElseThrow();
        Struct row = new Struct(layout.value().schema()).put("order", 7L);
        assertThat(layout.value().schema().name()).isEqualTo("shop.sales.lines.Value");
        assertThat(key.schema().name()).isEqualTo("shop.sales.lines.Key");
        assertThat(key.schema().field("line").schema()).isEqualTo(Schema.OPTIONAL_INT16_SCHEMA);
        assertThat(key.schema().field("order").schema()).isEqualTo(Schema.INT64_SCHEMA);
        assertThat(key.key(row)).isEqualTo(new Struct(key.schema()).put("order", 7L));
        assertThat(layout.fits(TABLE.columns(), List.of("line", "order"))).isTrue();
        assertThat(layout.fits(TABLE.columns(), List.of("order"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            a.b      | "a.b" is no rule; expected <tables>:<column>,<column>;… with a regular expression for schema.table
            :id      | ":id" is no rule; expected <tables>:<column>,<column>;… with a regular expression for schema.table
            a.b:id,  | "a.b:id," is no rule; expected <tables>:<column>,<column>;… with a regular expression for schema.table
            a.b:i,i  | "a.b:i,i" names a column twice
            (:id     | "(:id" is no rule; expected <tables>:<column>,<column>;… with a regular expression for schema.table: missing closing ), as RE2 reads it
            """)
    void rulesHaveAForm(String text, String message) {
        assertThatThrownBy(() -> KeyRules.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
