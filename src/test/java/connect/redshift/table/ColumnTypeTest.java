// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # catalog name                | our name                    | schema type | schema name                      | ordering
            smallint                      | smallint                    | INT16   |                                      | NUMBER
            int2                          | smallint                    | INT16   |                                      | NUMBER
            integer                       | integer                     | INT32   |                                      | NUMBER
            int4                          | integer                     | INT32   |                                      | NUMBER
            bigint                        | bigint                      | INT64   |                                      | NUMBER
            int8                          | bigint                      | INT64   |                                      | NUMBER
            numeric(18,2)                 | numeric(18,2)               | BYTES   | org.apache.kafka.connect.data.Decimal | NUMBER
            decimal(38, 37)               | numeric(38,37)              | BYTES   | org.apache.kafka.connect.data.Decimal | NUMBER
            numeric                       | numeric(18,0)               | BYTES   | org.apache.kafka.connect.data.Decimal | NUMBER
            real                          | real                        | FLOAT32 |                                      |
            float4                        | real                        | FLOAT32 |                                      |
            double precision              | double precision            | FLOAT64 |                                      |
            float8                        | double precision            | FLOAT64 |                                      |
            boolean                       | boolean                     | BOOLEAN |                                      |
            bool                          | boolean                     | BOOLEAN |                                      |
            character(10)                 | character(10)               | STRING  |                                      | TEXT
            bpchar                        | character(1)                | STRING  |                                      | TEXT
            CHARACTER VARYING(256)        | character varying(256)      | STRING  |                                      | TEXT
            varchar                       | character varying(65535)    | STRING  |                                      | TEXT
            date                          | date                        | INT32   | io.debezium.time.Date                | DATE
            timestamp without time zone   | timestamp without time zone | INT64   | io.debezium.time.MicroTimestamp      | TIMESTAMP
            timestamp                     | timestamp without time zone | INT64   | io.debezium.time.MicroTimestamp      | TIMESTAMP
            timestamp with time zone      | timestamp with time zone    | STRING  | io.debezium.time.ZonedTimestamp      | TIMESTAMPTZ
            timestamptz                   | timestamp with time zone    | STRING  | io.debezium.time.ZonedTimestamp      | TIMESTAMPTZ
            """)
    void names(String catalogName, String ours, Schema.Type schemaType, String schemaName, Ordering ordering) {
        ColumnType type = ColumnTypeName.parse(catalogName).orElseThrow();
        assertThat(type.sqlName()).isEqualTo(ours);
        assertThat(ColumnTypeName.parse(ours)).contains(type);
        assertThat(schema(type, false).type()).isEqualTo(schemaType);
        assertThat(schema(type, false).name()).isEqualTo(schemaName);
        assertThat(schema(type, false).isOptional()).isFalse();
        assertThat(schema(type, true).isOptional()).isTrue();
        assertThat(type.ordering().orElse(null)).isEqualTo(ordering);
        assertThat(type.selectExpression("\"a\"")).isEqualTo("\"a\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hllsketch", "interval", "struct<a:int>", "int5", "", "date;"})
    void unknownNamesAreNoTypes(String name) {
        assertThat(ColumnTypeName.parse(name)).isEmpty();
    }

    @Test
    void decimalSchemaSaysItsPrecisionAndScale() {
        assertThat(schema(new FractionType.Numeric(18, 2), false).parameters())
                .containsEntry("scale", "2")
                .containsEntry("connect.decimal.precision", "18");
    }

    private static Schema schema(ColumnType type, boolean nullable) {
        return RowLayout.of("row", List.of(new Column("c", type, nullable)))
                .schema()
                .field("c")
                .schema();
    }

    private static ColumnDecoder decoder(ColumnType type) {
        return RowLayout.of("row", List.of(new Column("c", type, false)))
                .decoders()
                .get(0);
    }

    static Stream<Arguments> values() {
        BigInteger longest = new BigInteger("99999999999999999999999999999999999999");
        return Stream.of(
                value(new IntegerType.SmallInt(), decoder -> decoder.fromLong(-32_768), (short) -32_768),
                value(new IntegerType.SmallInt(), decoder -> decoder.fromLong(32_767), (short) 32_767),
                value(new IntegerType.Int(), decoder -> decoder.fromLong(Integer.MIN_VALUE), Integer.MIN_VALUE),
                value(new IntegerType.Int(), decoder -> decoder.fromLong(Integer.MAX_VALUE), Integer.MAX_VALUE),
                value(new IntegerType.BigInt(), decoder -> decoder.fromLong(Long.MIN_VALUE), Long.MIN_VALUE),
                value(new IntegerType.BigInt(), decoder -> decoder.fromLong(Long.MAX_VALUE), Long.MAX_VALUE),
                value(
                        new FractionType.Numeric(18, 2),
                        decoder -> decoder.fromDecimal(-1234L, 2),
                        new BigDecimal("-12.34")),
                value(
                        new FractionType.Numeric(18, 2),
                        decoder -> decoder.fromDecimal(1200L, 2),
                        new BigDecimal("12.00")),
                value(
                        new FractionType.Numeric(38, 0),
                        decoder -> decoder.fromDecimal(longest, 0),
                        new BigDecimal("99999999999999999999999999999999999999")),
                value(
                        new FractionType.Numeric(38, 38),
                        decoder -> decoder.fromDecimal(BigInteger.ONE.negate(), 38),
                        new BigDecimal("-0.00000000000000000000000000000000000001")),
                value(new FractionType.Real(), decoder -> decoder.fromFloat(0.1f), 0.1f),
                value(new FractionType.Real(), decoder -> decoder.fromFloat(Float.NaN), Float.NaN),
                value(new FractionType.Real(), decoder -> decoder.fromDouble(0.5), 0.5f),
                value(
                        new FractionType.DoublePrecision(),
                        decoder -> decoder.fromDouble(Double.MIN_VALUE),
                        Double.MIN_VALUE),
                value(new FractionType.DoublePrecision(), decoder -> decoder.fromDouble(-0.0), -0.0),
                value(new FractionType.DoublePrecision(), decoder -> decoder.fromFloat(0.5f), 0.5),
                value(new Bool(), decoder -> decoder.fromBoolean(true), true),
                // UNLOAD pads CHAR, and so it stays.
                value(new TextType.Char(5), decoder -> decoder.fromText("ab   "), "ab   "),
                value(new TextType.Varchar(5), decoder -> decoder.fromText(""), ""),
                value(new TimeType.Date(), decoder -> decoder.fromEpochDay(-719_528), -719_528),
                value(new TimeType.Timestamp(), decoder -> decoder.fromEpochMicros(-1), -1L),
                value(new TimeType.TimestampTz(), decoder -> decoder.fromEpochMicros(0), "1970-01-01T00:00:00.000000Z"),
                value(
                        new TimeType.TimestampTz(),
                        decoder -> decoder.fromEpochMicros(-1),
                        "1969-12-31T23:59:59.999999Z"),
                value(
                        new TimeType.TimestampTz(),
                        decoder -> decoder.fromEpochMicros(1_769_903_999_123_456L),
                        "2026-01-31T23:59:59.123456Z"));
    }

    private static Arguments value(ColumnType type, Function<ColumnDecoder, Object> decode, Object expected) {
        return Arguments.of(type, decode, expected);
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesAreExactAndFitTheirSchema(ColumnType type, Function<ColumnDecoder, Object> decode, Object expected) {
        Object value = decode.apply(decoder(type));
        assertThat(value).isEqualTo(expected);
        ConnectSchema.validateValue(schema(type, false), value);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                value(new IntegerType.SmallInt(), decoder -> decoder.fromLong(32_768), "32768 does not fit a smallint"),
                value(
                        new IntegerType.Int(),
                        decoder -> decoder.fromLong(1L << 31),
                        "2147483648 does not fit an integer"),
                value(new FractionType.Real(), decoder -> decoder.fromDouble(0.1), "0.1 does not fit a real"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void valuesThatDoNotFitAreRefused(ColumnType type, Function<ColumnDecoder, Object> decode, String message) {
        assertThatThrownBy(() -> decode.apply(decoder(type)))
                .isInstanceOf(ValueException.class)
                .hasMessage(message);
    }

    @Test
    void formsThatCannotMeanATypeAreRefusedByName() {
        List<Function<ColumnDecoder, Object>> forms = List.of(
                decoder -> decoder.fromBoolean(true),
                decoder -> decoder.fromLong(1),
                decoder -> decoder.fromFloat(1),
                decoder -> decoder.fromDouble(1),
                decoder -> decoder.fromDecimal(1, 0),
                decoder -> decoder.fromEpochDay(1),
                decoder -> decoder.fromEpochMicros(1),
                decoder -> decoder.fromText("1"));
        ColumnType type = new Bool();
        for (Function<ColumnDecoder, Object> form : forms.subList(1, forms.size())) {
            assertThatThrownBy(() -> form.apply(decoder(type)))
                    .isInstanceOf(FormException.class)
                    .hasMessageContaining("boolean");
        }
        assertThatThrownBy(() -> decoder(new FractionType.Numeric(18, 2)).fromDecimal(1L, 3))
                .isInstanceOf(FormException.class)
                .hasMessage("numeric(18,2) cannot come with 3 decimal places");
    }

    @Test
    void numericTakesOneToThirtyEightDigits() {
        assertThatThrownBy(() -> new FractionType.Numeric(39, 0)).hasMessage("numeric(39,0) is not a Redshift type");
        assertThatThrownBy(() -> new FractionType.Numeric(2, 3)).hasMessage("numeric(2,3) is not a Redshift type");
    }
}
