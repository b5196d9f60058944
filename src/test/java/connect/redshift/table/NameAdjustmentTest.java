// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NameAdjustmentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            order_id | order_id | order_u005fid
            a b-c.d  | a_b_c_d  | a_u0020b_u002dc_u002ed
            1st2     | _st2     | _u0031st2
            Größe    | Gr__e    | Gr_u00f6_u00dfe
            😀       | __       | _ud83d_ude00
            """)
    void namesBecomeAvros(String name, String avro, String unicode) {
        assertThat(NameAdjustment.NONE.adjust(name)).isEqualTo(name);
        assertThat(NameAdjustment.AVRO.adjust(name)).isEqualTo(avro);
        assertThat(NameAdjustment.AVRO_UNICODE.adjust(name)).isEqualTo(unicode);
    }

    @Test
    void theDotsOfAPrefixSeparateAndThoseOfATableDoNot() {
        TableId table = new TableId("my schema", "a.b");
        assertThat(SchemaNames.of("eu.shop-1", table, NameAdjustment.AVRO, NameAdjustment.NONE)
                        .value())
                .isEqualTo("eu.shop_1.my_schema.a_b.Value");
        assertThat(SchemaNames.of("eu.shop-1", table, NameAdjustment.NONE, NameAdjustment.NONE)
                        .key())
                .isEqualTo("eu.shop-1.my schema.a.b.Key");
    }

    @Test
    void fieldsOfValueAndKeyAreNamedAlike() {
        List<Column> columns = List.of(
                new Column("order id", new IntegerType.BigInt(), false), new Column("x", new IntegerType.Int(), true));
        RecordLayout layout = RecordLayout.of(
                new TableRules(new SchemaNames("V", "K", NameAdjustment.AVRO), KeyRules.parse("")),
                columns,
                List.of("order id"));
        assertThat(layout.value().schema().fields()).extracting(Field::name).containsExactly("order_id", "x");
        assertThat(layout.key().orElseThrow().schema().fields())
                .extracting(Field::name)
                .containsExactly("order_id");
    }

    @Test
    void columnsThatWouldBeOneFieldAreAnError() {
        List<Column> columns = List.of(
                new Column("a b", new IntegerType.BigInt(), false), new Column("a-b", new IntegerType.Int(), true));
        assertThatThrownBy(() -> RowLayout.of("V", columns, TypeOptions.DEFAULT, NameAdjustment.AVRO))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Columns \"a b\" and \"a-b\" would both be the field \"a_b\" of V (field.name.adjustment.mode)."
                                + " Use avro_unicode, or leave one out with column.exclude.list.");
        assertThat(RowLayout.of("V", columns, TypeOptions.DEFAULT, NameAdjustment.AVRO_UNICODE)
                        .schema()
                        .fields())
                .hasSize(2);
    }
}
