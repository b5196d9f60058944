// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.Column;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.KeyRules;
import connect.redshift.table.NameAdjustment;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.RowFilter;
import connect.redshift.table.RowLayout;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Avro's form of a record's schemas is, and what its fingerprint tells. */
final class AvroFormTest {
    private static final SchemaNames NAMES = new SchemaNames("shop.public.orders.Value", "shop.public.orders.Key");

    private static RecordLayout layout(TypeOptions options, List<String> key, String... columns) {
        TableRules rules = new TableRules(NAMES, KeyRules.parse(""), ColumnRules.ALL, RowFilter.NONE, options);
        return RecordLayout.of(
                rules, Stream.of(columns).map(AvroFormTest::column).toList(), key);
    }

    private static AvroForm form(String... columns) {
        return AvroForm.of(layout(TypeOptions.DEFAULT, List.of(), columns));
    }

    /** A column as DDL has it: {@code id bigint not null}. */
    private static Column column(String definition) {
        boolean required = definition.endsWith(" not null");
        String[] words = definition.replace(" not null", "").split(" ", 2);
        return new Column(words[0], ColumnTypeName.parse(words[1]).orElseThrow(), !required);
    }

    @Test
    void recordsAreNamedAsInConnectAndNullComesFirst() {
        RecordLayout layout = layout(
                TypeOptions.DEFAULT,
                List.of("id"),
                "id bigint not null",
                "note varchar(20)",
                "price numeric(18,2)",
                "where geometry");
        AvroForm form = AvroForm.of(layout);
        assertThat(form.value())
                .isEqualTo(
                        new Schema.Parser()
                                .parse(
                                        """
                        {"type": "record", "name": "Value", "namespace": "shop.public.orders", "fields": [
                          {"name": "id", "type": "long"},
                          {"name": "note", "type": ["null", "string"], "default": null},
                          {"name": "price", "default": null,
                           "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}]},
                          {"name": "where", "default": null, "type": ["null",
                            {"type": "record", "name": "Geometry", "namespace": "io.debezium.data.geometry", "fields": [
                              {"name": "wkb", "type": "bytes"},
                              {"name": "srid", "type": ["null", "int"], "default": null}]}]}]}"""));
        assertThat(form.key().orElseThrow())
                .isEqualTo(
                        new Schema.Parser()
                                .parse(
                                        """
                        {"type": "record", "name": "Key", "namespace": "shop.public.orders",
                         "fields": [{"name": "id", "type": "long"}]}"""));
        assertThat(form("id bigint").key()).isEmpty();
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("smallint", TypeOptions.DEFAULT, "int"),
                Arguments.of("integer", TypeOptions.DEFAULT, "int"),
                Arguments.of("bigint", TypeOptions.DEFAULT, "long"),
                Arguments.of("real", TypeOptions.DEFAULT, "float"),
                Arguments.of("double precision", TypeOptions.DEFAULT, "double"),
                Arguments.of("boolean", TypeOptions.DEFAULT, "boolean"),
                Arguments.of("character(3)", TypeOptions.DEFAULT, "string"),
                Arguments.of("character varying(3)", TypeOptions.DEFAULT, "string"),
                Arguments.of("super", TypeOptions.DEFAULT, "string"),
                Arguments.of("intervaly2m", TypeOptions.DEFAULT, "string"),
                Arguments.of("intervald2s", TypeOptions.DEFAULT, "string"),
                Arguments.of("unsupported hllsketch", TypeOptions.DEFAULT, "string"),
                Arguments.of("numeric(38,37)", with(Decimals.PRECISE), "bytes decimal"),
                Arguments.of("numeric(38,37)", with(Decimals.STRING), "string"),
                Arguments.of("numeric(38,37)", with(Decimals.DOUBLE), "double"),
                Arguments.of("date", with(Times.ADAPTIVE), "int date"),
                Arguments.of("date", with(Times.CONNECT), "int date"),
                Arguments.of("date", with(Times.ISOSTRING), "string"),
                Arguments.of("timestamp", with(Times.ADAPTIVE), "long timestamp-micros"),
                Arguments.of("timestamp", with(Times.CONNECT), "long timestamp-millis"),
                Arguments.of("timestamp", with(Times.MICROSECONDS), "long timestamp-micros"),
                Arguments.of("timestamp", with(Times.ISOSTRING), "string"),
                Arguments.of("timestamptz", with(Times.ADAPTIVE), "string"),
                Arguments.of("timestamptz", with(Times.CONNECT), "long timestamp-millis"),
                Arguments.of("timestamptz", with(Times.MICROSECONDS), "long timestamp-micros"),
                Arguments.of("time", with(Times.ADAPTIVE), "long time-micros"),
                Arguments.of("time", with(Times.CONNECT), "int time-millis"),
                Arguments.of("time", with(Times.ISOSTRING), "string"),
                Arguments.of("timetz", with(Times.CONNECT), "string"),
                Arguments.of("varbyte", with(Binaries.BYTES), "bytes"),
                Arguments.of("varbyte", with(Binaries.HEX), "string"),
                Arguments.of("geography", TypeOptions.DEFAULT, "record"));
    }

    private static TypeOptions with(Decimals mode) {
        return new TypeOptions(mode, Times.ADAPTIVE, Binaries.BYTES, false, false);
    }

    private static TypeOptions with(Times mode) {
        return new TypeOptions(Decimals.PRECISE, mode, Binaries.BYTES, false, false);
    }

    private static TypeOptions with(Binaries mode) {
        return new TypeOptions(Decimals.PRECISE, Times.ADAPTIVE, mode, false, false);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void eachTypeHasAnAvroTypeInEveryMode(String type, TypeOptions options, String expected) {
        for (boolean required : List.of(true, false)) {
            Schema found = AvroForm.of(layout(options, List.of(), "c " + type + (required ? " not null" : "")))
                    .value()
                    .getField("c")
                    .schema();
            boolean optional = !required || type.equals("super") || type.startsWith("unsupported");
            assertThat(found.isUnion()).isEqualTo(optional);
            Schema plain = optional ? found.getTypes().get(1) : found;
            String logical = plain.getLogicalType() == null
                    ? ""
                    : " " + plain.getLogicalType().getName();
            assertThat(plain.getType().getName() + logical).isEqualTo(expected);
        }
    }

    @Test
    void whatConnectDocumentsIsDocumented() {
        org.apache.kafka.connect.data.Schema documented = SchemaBuilder.struct()
                .name("a.B")
                .doc("rows")
                .field("c", SchemaBuilder.int32().doc("a number").build())
                .build();
        AvroForm form = AvroForm.of(
                new RecordLayout(new RowLayout(List.of(), List.of(), documented), List.of(), Optional.empty()));
        assertThat(form.value().getDoc()).isEqualTo("rows");
        assertThat(form.value().getField("c").doc()).isEqualTo("a number");
    }

    @ParameterizedTest
    @CsvSource({
        "shop.public.orders.Value, shop.public.orders.Value",
        "my-shop.public.orders.Value, my_u002dshop.public.orders.Value",
        "shop.public.2026_orders.Value, shop.public._u0032026_u005forders.Value",
        "shop..Value, shop._.Value",
        "shop.größe.Value, shop.gr_u00f6_u00dfe.Value",
    })
    void namesOfRecordsAreValid(String name, String expected) {
        TableRules rules = new TableRules(new SchemaNames(name, "k"), KeyRules.parse(""));
        assertThat(AvroForm.of(RecordLayout.of(rules, List.of(column("id bigint")), List.of()))
                        .value()
                        .getFullName())
                .isEqualTo(expected);
    }

    /** With field.name.adjustment.mode=none, where records carry any name that Redshift takes. */
    @Test
    void oddColumnsHaveNamesOfTheirOwnAndTheOthersKeepTheirs() {
        List<String> names =
                List.of("a_u0020b", "a b", "plain_name", "größe", "2nd", "x\"y", "😀", "a_u005fu0020b", "A b");
        List<Column> columns = names.stream()
                .map(name -> new Column(name, ColumnTypeName.parse("bigint").orElseThrow(), true))
                .toList();
        RecordLayout layout =
                RecordLayout.of(new TableRules(NAMES, KeyRules.parse("")), columns, List.of("a b", "plain_name"));
        AvroForm form = AvroForm.of(layout);
        assertThat(form.value().getFields())
                .extracting(Schema.Field::name)
                .containsExactly(
                        "a_u005fu0020b",
                        "a_u0020b",
                        "plain_name",
                        "gr_u00f6_u00dfe",
                        "_u0032nd",
                        "x_u0022y",
                        "_ud83d_ude00",
                        "a_u005fu005fu0020b",
                        "A_u0020b")
                .allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"));
        assertThat(form.key().orElseThrow().getFields())
                .extracting(Schema.Field::name)
                .containsExactly("a_u0020b", "plain_name");
        assertThat(layout.value().schema().fields())
                .extracting(org.apache.kafka.connect.data.Field::name)
                .containsExactlyElementsOf(names);
        assertThat(new Schema.Parser().parse(form.value().toString())).isEqualTo(form.value());
    }

    @Test
    void adjustedNamesStayAsTheUserHasThem() {
        SchemaNames names = SchemaNames.of(
                "my-shop", new TableId("public", "all orders"), NameAdjustment.AVRO, NameAdjustment.AVRO_UNICODE);
        RecordLayout layout = RecordLayout.of(
                new TableRules(names, KeyRules.parse("")), List.of(column("order_id bigint")), List.of());
        AvroForm form = AvroForm.of(layout);
        assertThat(form.value().getFullName())
                .isEqualTo("my_shop.public.all_orders.Value")
                .isEqualTo(layout.value().schema().name());
        assertThat(form.value().getFields()).extracting(Schema.Field::name).containsExactly("order_u005fid");
    }

    /** Offsets hold it, so another text for the same schema would be a change for every table. */
    @Test
    void fingerprintsNeverChange() {
        AvroForm form = AvroForm.of(layout(
                TypeOptions.DEFAULT,
                List.of("id"),
                "id bigint not null",
                "note varchar(20)",
                "price numeric(18,2)",
                "day date",
                "at timestamp",
                "where geometry"));
        assertThat(form.fingerprint()).isEqualTo("42b2b8592f9698bb");
        assertThat(form("id bigint").fingerprint()).isEqualTo("48178d9975712c2d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            id bigint        | id bigint          | true
            id bigint        | id integer         | false
            id bigint        | id bigint not null | false
            id bigint        | ix bigint          | false
            id smallint      | id integer         | true
            t varchar(20)    | t varchar(50)      | true
            t varchar(20)    | t character(20)    | true
            p numeric(10,2)  | p numeric(10,3)    | false
            p numeric(10,2)  | p numeric(11,2)    | false
            d date           | d integer          | false
            d timestamp      | d bigint           | false
            d timestamp      | d time             | false
            g geometry       | g geography        | false
            """)
    void fingerprintsTellWhatReadersCanSee(String one, String other, boolean same) {
        assertThat(form("a real", one)
                        .fingerprint()
                        .equals(form("a real", other).fingerprint()))
                .isEqualTo(same);
        // Here, the two stand in another order as well.
        assertThat(form("a real", one)
                        .fingerprint()
                        .equals(form(other, "a real").fingerprint()))
                .isEqualTo(same);
    }

    @Test
    void theKeyIsPartOfTheFingerprint() {
        String[] columns = {"a bigint", "b bigint"};
        assertThat(Stream.of(List.<String>of(), List.of("a"), List.of("b"), List.of("a", "b"), List.of("b", "a"))
                        .map(key -> AvroForm.of(layout(TypeOptions.DEFAULT, key, columns))
                                .fingerprint())
                        .distinct())
                .hasSize(5);
    }

    @Test
    void aBeginningIsFoundByItsFingerprint() {
        AvroForm now = AvroForm.of(layout(
                TypeOptions.DEFAULT, List.of("id"), "id bigint", "note varchar(20)", "a real", "b real", "c real"));
        AvroForm before =
                AvroForm.of(layout(TypeOptions.DEFAULT, List.of("id"), "note varchar(90)", "id bigint", "a real"));
        assertThat(now.beginning(before.fingerprint())).contains(3);
        assertThat(now.beginning(now.fingerprint())).contains(5);
        assertThat(now.beginning(form("id bigint", "note varchar(20)", "a real").fingerprint()))
                .isEmpty();
        assertThat(now.beginning(AvroForm.of(layout(TypeOptions.DEFAULT, List.of("id"), "id bigint", "a real"))
                        .fingerprint()))
                .isEmpty();
    }

    /** Looked for on the poll thread, so not for ever. */
    @Test
    void aBeginningIsLookedForInTheLastTwoHundredColumns() {
        String[] columns = IntStream.range(0, 1_600)
                .mapToObj("column_with_a_long_name_%d numeric(18,2)"::formatted)
                .toArray(String[]::new);
        AvroForm form = form(columns);
        assertThat(form.beginning(form(Arrays.copyOf(columns, 1_401)).fingerprint()))
                .contains(1_401);
        assertThat(form.beginning(form(Arrays.copyOf(columns, 1_400)).fingerprint()))
                .isEmpty();
    }
}
