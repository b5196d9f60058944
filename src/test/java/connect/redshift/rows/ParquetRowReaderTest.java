// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static connect.redshift.testing.PartFile.column;
import static connect.redshift.testing.PartFile.fixedDecimal;
import static connect.redshift.testing.PartFile.int96;
import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.enumType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT96;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.Bool;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.FractionType;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import connect.redshift.table.TimeType;
import connect.redshift.testing.PartFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TimeZone;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every physical form in which a type may come, with the values it then has. */
class ParquetRowReaderTest {
    private static final ColumnType TIMESTAMP = new TimeType.Timestamp();
    private static final ColumnType TIMESTAMPTZ = new TimeType.TimestampTz();
    private static final ColumnType TEXT = new TextType.Varchar(100);
    private static final BigDecimal MOST = new BigDecimal("99999999999999999999999999999999999999");

    /** One column of one type in one form: staged values, and what they become. */
    record Form(ColumnType type, PrimitiveType staged, List<?> values, List<?> expected) {}

    private static Form form(ColumnType type, PrimitiveType staged, List<?> values, List<?> expected) {
        return new Form(type, staged, values, expected);
    }

    private static ColumnType numeric(int precision, int scale) {
        return new FractionType.Numeric(precision, scale);
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    static List<Form> forms() {
        List<Short> shorts = List.of((short) 0, (short) -32768, (short) 32767);
        List<Integer> ints = List.of(0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        List<Long> longs = List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE);
        List<BigDecimal> cents = List.of(decimal("0.00"), decimal("-1.05"), decimal("123.40"));
        List<String> texts = List.of("", " ", "ä", "𝄞 clef", "a\0b", "\uFFFD", "it's");
        return List.of(
                form(new IntegerType.SmallInt(), column(0, INT32, intType(16, true)), shorts, shorts),
                form(new IntegerType.SmallInt(), column(0, INT32, null), shorts, shorts),
                form(new IntegerType.SmallInt(), column(0, INT64, null), shorts, shorts),
                form(new IntegerType.Int(), column(0, INT32, intType(32, true)), ints, ints),
                form(new IntegerType.Int(), column(0, INT32, null), ints, ints),
                form(new IntegerType.Int(), column(0, INT64, intType(64, true)), ints, ints),
                form(new IntegerType.BigInt(), column(0, INT64, intType(64, true)), longs, longs),
                form(new IntegerType.BigInt(), column(0, INT64, null), longs, longs),
                form(new IntegerType.BigInt(), column(0, INT32, null), List.of(7), List.of(7L)),
                form(numeric(9, 2), column(0, INT32, decimalType(2, 9)), cents, cents),
                form(numeric(18, 2), column(0, INT64, decimalType(2, 18)), cents, cents),
                form(numeric(18, 2), fixedDecimal(0, 8, 18, 2), cents, cents),
                form(numeric(10, 2), fixedDecimal(0, 5, 10, 2), cents, cents),
                form(numeric(9, 2), fixedDecimal(0, 16, 9, 2), cents, cents),
                form(numeric(9, 2), column(0, BINARY, decimalType(2, 9)), cents, cents),
                form(
                        numeric(38, 0),
                        fixedDecimal(0, 16, 38, 0),
                        List.of(MOST, MOST.negate()),
                        List.of(MOST, MOST.negate())),
                form(
                        numeric(38, 37),
                        fixedDecimal(0, 16, 38, 37),
                        List.of(MOST.scaleByPowerOfTen(-37)),
                        List.of(decimal("9.9999999999999999999999999999999999999"))),
                form(
                        numeric(38, 0),
                        column(0, BINARY, decimalType(0, 38)),
                        List.of(MOST, MOST.negate(), decimal("-1")),
                        List.of(MOST, MOST.negate(), decimal("-1"))),
                form(
                        new FractionType.Real(),
                        column(0, FLOAT, null),
                        List.of(1.5f, Float.NaN, Float.NEGATIVE_INFINITY, -0.0f),
                        List.of(1.5f, Float.NaN, Float.NEGATIVE_INFINITY, -0.0f)),
                form(new FractionType.Real(), column(0, DOUBLE, null), List.of(1.5), List.of(1.5f)),
                form(
                        new FractionType.DoublePrecision(),
                        column(0, DOUBLE, null),
                        List.of(0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE),
                        List.of(0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE)),
                form(new FractionType.DoublePrecision(), column(0, FLOAT, null), List.of(1.5f), List.of(1.5)),
                form(new Bool(), column(0, BOOLEAN, null), List.of(true, false), List.of(true, false)),
                form(new TextType.Char(4), column(0, BINARY, stringType()), List.of("ab  "), List.of("ab  ")),
                form(TEXT, column(0, BINARY, stringType()), texts, texts),
                form(TEXT, column(0, BINARY, enumType()), texts, texts),
                form(TEXT, column(0, BINARY, jsonType()), texts, texts),
                form(TEXT, column(0, BINARY, null), texts, texts),
                form(
                        new TimeType.Date(),
                        column(0, INT32, dateType()),
                        List.of(0, -1, -719_162, 2_932_896),
                        List.of(0, -1, -719_162, 2_932_896)),
                form(
                        TIMESTAMP,
                        column(0, INT96, null),
                        List.of(
                                int96(2_440_588, 0),
                                int96(2_440_587, 86_399_999_999_000L),
                                int96(1_721_426, 0),
                                int96(2_299_160, 43_200_000_000_000L),
                                int96(2_299_161, 0),
                                int96(5_373_484, 86_399_999_999_000L),
                                int96(0, 0),
                                int96(-38, 1_000)),
                        List.of(
                                0L,
                                -1L,
                                -62_135_596_800_000_000L, // 0001-01-01
                                -12_219_292_800_000_000L - 43_200_000_000L, // 1582-10-14T12:00, proleptic
                                -12_219_292_800_000_000L, // 1582-10-15
                                253_402_300_799_999_999L, // 9999-12-31T23:59:59.999999
                                -210_866_803_200_000_000L, // 4713 BC, Julian day 0
                                -210_870_086_399_999_999L)),
                form(
                        TIMESTAMPTZ,
                        column(0, INT96, null),
                        List.of(int96(2_440_587, 86_399_999_999_000L), int96(1_721_426, 0), int96(5_373_484, 0)),
                        List.of(
                                "1969-12-31T23:59:59.999999Z",
                                "0001-01-01T00:00:00.000000Z",
                                "9999-12-31T00:00:00.000000Z")),
                form(
                        TIMESTAMP,
                        column(0, INT64, timestampType(false, TimeUnit.MILLIS)),
                        List.of(-1L, 1L),
                        List.of(-1_000L, 1_000L)),
                form(
                        TIMESTAMP,
                        column(0, INT64, timestampType(true, TimeUnit.MICROS)),
                        List.of(-1L, 1L),
                        List.of(-1L, 1L)),
                form(
                        TIMESTAMP,
                        column(0, INT64, timestampType(false, TimeUnit.NANOS)),
                        List.of(-1_000L, 2_000L),
                        List.of(-1L, 2L)),
                form(
                        TIMESTAMPTZ,
                        column(0, INT64, timestampType(false, TimeUnit.MICROS)),
                        List.of(1L),
                        List.of("1970-01-01T00:00:00.000001Z")));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void formBecomesItsValues(Form form) {
        for (PartFile file : List.of(
                PartFile.of(List.of(form.staged())),
                PartFile.of(List.of(form.staged())).plain(),
                PartFile.of(List.of(form.staged())).pageBytes(64).rowsAGroup(2),
                PartFile.of(List.of(form.staged())).uncompressed())) {
            assertThat(OnePart.of(form.type(), file, form.values()).values()).isEqualTo(form.expected());
        }
    }

    @Test
    void rowsOfManyColumnsAreHandedOutFewerAtOnce() {
        assertThat(rowsOf(10).batchSizes()).containsExactly(1_000);
        assertThat(rowsOf(40).batchSizes()).containsExactly(256, 256, 256, 232);
        assertThat(rowsOf(1_000).batchSizes()).containsExactly(128, 128, 128, 128, 128, 128, 128, 104);
    }

    /** A thousand rows of so many columns. */
    private static OnePart rowsOf(int columns) {
        List<Column> layout = new ArrayList<>();
        List<PrimitiveType> staged = new ArrayList<>();
        for (int index = 0; index < columns; index++) {
            layout.add(new Column("c" + index, new IntegerType.Int(), true));
            staged.add(column(index, INT32, null));
        }
        List<List<Integer>> rows = Collections.nCopies(1_000, Collections.nCopies(columns, 7));
        return OnePart.of(RowLayout.of("t", layout), PartFile.of(staged).write(rows), rows.size());
    }

    @Test
    void emptyTextIsNoNull() {
        PartFile file = PartFile.of(List.of(column(0, BINARY, stringType())));
        assertThat(OnePart.of(TEXT, file, java.util.Arrays.asList("", null, "")).values())
                .containsExactly("", null, "");
    }

    @Test
    void repeatedValuesAreDecodedOnce() {
        PartFile file = PartFile.of(List.of(column(0, BINARY, decimalType(0, 38))));
        List<Object> values =
                OnePart.of(numeric(38, 0), file, Collections.nCopies(100, MOST)).values();
        assertThat(values).hasSize(100).allSatisfy(value -> assertThat(value).isSameAs(values.get(0)));
    }

    @Test
    void zoneOfTheJvmChangesNothing() {
        TimeZone before = TimeZone.getDefault();
        PartFile file = PartFile.of(List.of(column(0, INT96, null)));
        try {
            for (String zone : List.of("America/Sao_Paulo", "Asia/Kolkata", "UTC")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                // 2018-11-04T00:30, a time that Sao Paulo's clocks skipped.
                byte[] staged = int96(2_458_427, 1_800_000_000_000L);
                assertThat(OnePart.of(TIMESTAMP, file, List.of(staged)).values())
                        .as(zone)
                        .containsExactly(1_541_291_400_000_000L);
                assertThat(OnePart.of(TIMESTAMPTZ, file, List.of(staged)).values())
                        .as(zone)
                        .containsExactly("2018-11-04T00:30:00.000000Z");
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void decimalsOfEveryPrecisionKeepEveryDigit() {
        for (int precision = 1; precision <= 38; precision++) {
            BigDecimal most = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE));
            int bytes = most.unscaledValue().bitLength() / 8 + 1;
            PartFile file = PartFile.of(List.of(fixedDecimal(0, bytes, precision, 0)));
            List<BigDecimal> values = List.of(most, most.negate(), BigDecimal.ZERO);
            assertThat(OnePart.of(numeric(precision, 0), file, values).values()).isEqualTo(values);
        }
    }
}
