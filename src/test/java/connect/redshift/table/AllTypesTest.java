// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Staged values of each type that options or a cast in the SELECT concern: what they become in every mode, and what is refused. */
final class AllTypesTest {
    private static final BigInteger MOST = new BigInteger("99999999999999999999999999999999999999");

    private static TypeOptions with(Decimals mode) {
        return new TypeOptions(mode, Times.ADAPTIVE, Binaries.BYTES, false, false);
    }

    private static TypeOptions with(Times mode) {
        return new TypeOptions(Decimals.PRECISE, mode, Binaries.BYTES, false, false);
    }

    private static TypeOptions with(Binaries mode) {
        return new TypeOptions(Decimals.PRECISE, Times.ADAPTIVE, mode, false, false);
    }

    private static RowLayout layout(String type, TypeOptions options) {
        ColumnType parsed = ColumnTypeName.parse(type).orElseThrow();
        return RowLayout.of("row", List.of(new Column("c", parsed, true)), options);
    }

    private static Schema schema(String type, TypeOptions options) {
        return layout(type, options).schema().field("c").schema();
    }

    private static ColumnDecoder decoder(String type, TypeOptions options) {
        return layout(type, options).decoders().get(0);
    }

    private static Arguments value(
            String type, TypeOptions options, Function<ColumnDecoder, Object> staged, Object expected) {
        return Arguments.of(type, options, staged, expected);
    }

    private static Date instant(String text) {
        return Date.from(Instant.parse(text));
    }

    private static Function<ColumnDecoder, Object> text(String staged) {
        return decoder -> decoder.fromText(staged);
    }

    private static Function<ColumnDecoder, Object> micros(long staged) {
        return decoder -> decoder.fromEpochMicros(staged);
    }

    private static Function<ColumnDecoder, Object> day(int staged) {
        return decoder -> decoder.fromEpochDay(staged);
    }

    static Stream<Arguments> values() {
        TypeOptions trimmed = new TypeOptions(Decimals.PRECISE, Times.ADAPTIVE, Binaries.BYTES, true, false);
        return Stream.of(
                value("numeric(38,0)", with(Decimals.STRING), d -> d.fromDecimal(MOST, 0), MOST.toString()),
                value(
                        "numeric(38,0)",
                        with(Decimals.PRECISE),
                        d -> d.fromDecimal(MOST.negate(), 0),
                        new BigDecimal(MOST.negate())),
                value(
                        "numeric(19,0)",
                        with(Decimals.PRECISE),
                        d -> d.fromDecimal(Long.MIN_VALUE, 0),
                        BigDecimal.valueOf(Long.MIN_VALUE)),
                value("numeric(38,10)", with(Decimals.STRING), d -> d.fromDecimal(1L, 10), "0.0000000001"),
                value("numeric(9,2)", with(Decimals.STRING), d -> d.fromDecimal(-1200L, 2), "-12.00"),
                value("numeric(9,2)", with(Decimals.DOUBLE), d -> d.fromDecimal(-1234L, 2), -12.34),
                value(
                        "numeric(18,0)",
                        with(Decimals.DOUBLE),
                        d -> d.fromDecimal((1L << 53) + 1, 0),
                        9007199254740992.0),
                value("character(4)", TypeOptions.DEFAULT, text("ab  "), "ab  "),
                value("character(4)", trimmed, text("ab  "), "ab"),
                value("character(4)", trimmed, text("    "), ""),
                value("character(4)", trimmed, text(" a\t "), " a\t"),
                value("character varying(4)", trimmed, text("ab  "), "ab  "),
                // 0001-01-01, the two days of 1582 around the change of calendars, 9999-12-31
                value("date", with(Times.ADAPTIVE), day(-719_162), -719_162),
                value("date", with(Times.CONNECT), day(-719_162), instant("0001-01-01T00:00:00Z")),
                value("date", with(Times.CONNECT), day(-141_438), instant("1582-10-04T00:00:00Z")),
                value("date", with(Times.CONNECT), day(-141_427), instant("1582-10-15T00:00:00Z")),
                value("date", with(Times.ISOSTRING), day(-719_162), "0001-01-01Z"),
                value("date", with(Times.ISOSTRING), day(-141_438), "1582-10-04Z"),
                value("date", with(Times.ISOSTRING), day(-141_427), "1582-10-15Z"),
                value("date", with(Times.ISOSTRING), day(2_932_896), "9999-12-31Z"),
                value("timestamp", with(Times.MICROSECONDS), micros(-1), -1L),
                value("timestamp", with(Times.CONNECT), micros(-1), instant("1969-12-31T23:59:59.999Z")),
                value("timestamp", with(Times.CONNECT), micros(1_999), instant("1970-01-01T00:00:00.001Z")),
                value("timestamp", with(Times.ISOSTRING), micros(-1), "1969-12-31T23:59:59.999999Z"),
                value(
                        "timestamp",
                        with(Times.ISOSTRING),
                        micros(253_402_300_799_999_999L),
                        "9999-12-31T23:59:59.999999Z"),
                // 4713 BC, where Redshift's timestamps begin, in the proleptic Gregorian calendar with its year 0
                value(
                        "timestamp",
                        with(Times.ISOSTRING),
                        micros(-210_866_803_200_000_000L),
                        "-4713-11-24T00:00:00.000000Z"),
                value("timestamptz", with(Times.ADAPTIVE), micros(1), "1970-01-01T00:00:00.000001Z"),
                value("timestamptz", with(Times.ISOSTRING), micros(1), "1970-01-01T00:00:00.000001Z"),
                value("timestamptz", with(Times.MICROSECONDS), micros(1), 1L),
                value("timestamptz", with(Times.CONNECT), micros(1_001), instant("1970-01-01T00:00:00.001Z")),
                value("time", with(Times.ADAPTIVE), text("00:00:00"), 0L),
                value("time", with(Times.ADAPTIVE), text("23:59:59.999999"), 86_399_999_999L),
                value("time", with(Times.ADAPTIVE), text("12:30:15.5"), 45_015_500_000L),
                value("time", with(Times.ADAPTIVE), text("24:00:00"), 86_400_000_000L),
                value("time", with(Times.CONNECT), text("12:30:15.123999"), instant("1970-01-01T12:30:15.123Z")),
                value("time", with(Times.ISOSTRING), text("12:30:15.12"), "12:30:15.120000Z"),
                value("timetz", with(Times.ADAPTIVE), text("12:30:15.000001+00"), "12:30:15.000001Z"),
                value("timetz", with(Times.ADAPTIVE), text("00:00:00-00:00"), "00:00:00.000000Z"),
                value("timetz", with(Times.CONNECT), text("12:30:15+05:30"), "12:30:15.000000+05:30"),
                value("timetz", with(Times.ISOSTRING), text("12:30:15-03"), "12:30:15.000000-03:00"),
                value("intervaly2m", TypeOptions.DEFAULT, text("-2 years -6 mons"), "-2 years -6 mons"),
                value("intervald2s", TypeOptions.DEFAULT, text("10 days 12:30:15.5"), "10 days 12:30:15.5"),
                value("super", TypeOptions.DEFAULT, text("{\"A\":9007199254740993}"), "{\"A\":9007199254740993}"),
                value("super", TypeOptions.DEFAULT, text("\"a\""), "\"a\""),
                value("varbyte", with(Binaries.BYTES), text("00ffC3"), new byte[] {0, -1, (byte) 0xc3}),
                value("varbyte", with(Binaries.BYTES), text(""), new byte[0]),
                value("varbyte", with(Binaries.BASE64), text("00ffC3"), "AP/D"),
                value("varbyte", with(Binaries.HEX), text("00ffC3"), "00ffc3"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void eachModeDecodesToAValueOfItsSchema(
            String type, TypeOptions options, Function<ColumnDecoder, Object> staged, Object expected) {
        Object value = staged.apply(decoder(type, options));
        assertThat(value).isEqualTo(expected);
        ConnectSchema.validateValue(schema(type, options), value);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                value(
                        "numeric(4,2)",
                        TypeOptions.DEFAULT,
                        d -> d.fromDecimal(10_000L, 2),
                        "100.00 does not fit a numeric(4,2)"),
                value(
                        "numeric(4,2)",
                        TypeOptions.DEFAULT,
                        d -> d.fromDecimal(-10_000L, 2),
                        "-100.00 does not fit a numeric(4,2)"),
                value(
                        "numeric(38,0)",
                        with(Decimals.DOUBLE),
                        d -> d.fromDecimal(MOST.add(BigInteger.ONE), 0),
                        "1" + "0".repeat(38) + " does not fit a numeric(38,0)"),
                value("time", TypeOptions.DEFAULT, text("24:00:00.000001"), "\"24:00:00.000001\" is not a time of day"),
                value("time", TypeOptions.DEFAULT, text("12:60:00"), "\"12:60:00\" is not a time of day"),
                value("time", TypeOptions.DEFAULT, text("12:30:15+00"), "\"12:30:15+00\" is not a time of day"),
                value(
                        "time",
                        TypeOptions.DEFAULT,
                        text("12:30:15.1234567"),
                        "\"12:30:15.1234567\" is not a time of day"),
                value("timetz", TypeOptions.DEFAULT, text("12:30:15"), "\"12:30:15\" is not a time of day"),
                value("varbyte", with(Binaries.HEX), text("0g"), "a text of 2 characters is not hexadecimal"),
                value("varbyte", TypeOptions.DEFAULT, text("abc"), "a text of 3 characters is not hexadecimal"),
                value(
                        "unsupported hllsketch",
                        TypeOptions.DEFAULT,
                        text(""),
                        "unsupported hllsketch has a value, and NULL was selected"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatATypeCannotMeanIsRefused(
            String type, TypeOptions options, Function<ColumnDecoder, Object> staged, String message) {
        assertThatThrownBy(() -> staged.apply(decoder(type, options)))
                .isInstanceOf(ValueException.class)
                .hasMessage(message);
    }

    @Test
    void aFormThatATypeCannotHaveIsNoValueOfIt() {
        assertThatThrownBy(() -> decoder("time", TypeOptions.DEFAULT).fromEpochMicros(1))
                .isInstanceOf(FormException.class)
                .hasMessage("time without time zone cannot come as a timestamp");
        assertThatThrownBy(() -> decoder("super", TypeOptions.DEFAULT).fromLong(1))
                .isInstanceOf(FormException.class)
                .hasMessage("super cannot come as an integer");
    }

    /** POINT(1 2) with SRID 4326, little-endian, and without one, big-endian. */
    @ParameterizedTest
    @CsvSource({
        "geometry, 0101000020E6100000000000000000F03F0000000000000040, 4326",
        "geography, 0101000020e6100000000000000000f03f0000000000000040, 4326",
        "geometry, 00000000013FF00000000000004000000000000000,",
        "geometry, 01,",
    })
    void spatialValuesAreDebeziumsStructs(String type, String ewkb, Integer srid) {
        RowLayout layout = layout(type, TypeOptions.DEFAULT);
        Struct value = (Struct) layout.decoders().get(0).fromText(ewkb);
        assertThat(value.getBytes("wkb"))
                .inHexadecimal()
                .isEqualTo(java.util.HexFormat.of().parseHex(ewkb));
        assertThat(value.getInt32("srid")).isEqualTo(srid);
        ConnectSchema.validateValue(layout.schema().field("c").schema(), value);
    }
}
