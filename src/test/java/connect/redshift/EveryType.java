// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.emulator.LocalRedshift;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table with a column of every type: values as SQL, extremes among them, and what a consumer reads. */
public final class EveryType {
    private static final BigDecimal MOST = new BigDecimal("99999999999999999999999999999999999999");

    /** A column, its values as SQL, and what a consumer reads; the last row is NULL in every column. */
    public record Cells(String name, String type, List<String> sql, List<Object> read) {}

    private EveryType() {}

    private static Cells cells(String name, String type, Object... sqlAndRead) {
        List<String> sql = new ArrayList<>();
        List<Object> read = new ArrayList<>();
        for (int i = 0; i < sqlAndRead.length; i += 2) {
            sql.add((String) sqlAndRead[i]);
            read.add(sqlAndRead[i + 1]);
        }
        sql.add("NULL");
        read.add(null);
        return new Cells(name, type, sql, read);
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    public static final List<Cells> COLUMNS = List.of(
            cells("c_smallint", "SMALLINT", "-32768", (short) -32768, "32767", (short) 32767, "0", (short) 0),
            cells("c_int", "INTEGER", "-2147483648", Integer.MIN_VALUE, "2147483647", Integer.MAX_VALUE, "0", 0),
            cells(
                    "c_big",
                    "BIGINT",
                    "-9223372036854775808",
                    Long.MIN_VALUE,
                    "9223372036854775807",
                    Long.MAX_VALUE,
                    "0",
                    0L),
            cells(
                    "c_dec4",
                    "DECIMAL(4,2)",
                    "-99.99",
                    decimal("-99.99"),
                    "99.99",
                    decimal("99.99"),
                    "0",
                    decimal("0.00")),
            cells(
                    "c_dec18",
                    "NUMERIC(18,2)",
                    "-1.05",
                    decimal("-1.05"),
                    "9999999999999999.99",
                    decimal("9999999999999999.99"),
                    "0.01",
                    decimal("0.01")),
            cells(
                    "c_dec19",
                    "NUMERIC(19,0)",
                    "-9223372036854775807",
                    decimal("-9223372036854775807"),
                    "9223372036854775807",
                    decimal("9223372036854775807"),
                    "-1",
                    decimal("-1")),
            cells(
                    "c_dec38",
                    "NUMERIC(38,0)",
                    MOST.negate().toString(),
                    MOST.negate(),
                    MOST.toString(),
                    MOST,
                    "-1",
                    decimal("-1")),
            cells(
                    "c_dec37",
                    "NUMERIC(38,37)",
                    "-9.9999999999999999999999999999999999999",
                    MOST.negate().movePointLeft(37),
                    "0." + "0".repeat(36) + "1",
                    decimal("0." + "0".repeat(36) + "1"),
                    "1",
                    decimal("1." + "0".repeat(37))),
            cells("c_real", "REAL", "'NaN'", Float.NaN, "'-Infinity'", Float.NEGATIVE_INFINITY, "0.1", 0.1f),
            cells("c_real2", "REAL", "1.4e-45", Float.MIN_VALUE, "-3.4028235e38", -Float.MAX_VALUE, "'-0'", -0.0f),
            cells(
                    "c_double",
                    "DOUBLE PRECISION",
                    "'NaN'",
                    Double.NaN,
                    "'Infinity'",
                    Double.POSITIVE_INFINITY,
                    "0.1",
                    0.1),
            cells(
                    "c_double2",
                    "DOUBLE PRECISION",
                    "4.9e-324",
                    Double.MIN_VALUE,
                    "-1.7976931348623157e308",
                    -Double.MAX_VALUE,
                    "'-0'",
                    -0.0),
            cells("c_bool", "BOOLEAN", "true", true, "false", false, "true", true),
            cells("c_char", "CHAR(4)", "'ab'", "ab  ", "''", "    ", "'abcd'", "abcd"),
            cells(
                    "c_varchar",
                    "VARCHAR(40)",
                    "''",
                    "",
                    "'𝄞 clef '",
                    "𝄞 clef ",
                    "'it''s \\\\ \"q\"'",
                    "it's \\ \"q\""),
            cells("c_date", "DATE", "'0001-01-01'", -719_162, "'1582-10-04'", -141_438, "'9999-12-31'", 2_932_896),
            // The Gregorian calendar's first day, the one before the epoch, and Redshift's first.
            cells("c_date2", "DATE", "'1582-10-15'", -141_427, "'1969-12-31'", -1, "'4713-01-01 BC'", -2_440_550),
            cells(
                    "c_ts",
                    "TIMESTAMP",
                    "'0001-01-01 00:00:00'",
                    -62_135_596_800_000_000L,
                    "'1969-12-31 23:59:59.999999'",
                    -1L,
                    "'9999-12-31 23:59:59.999999'",
                    253_402_300_799_999_999L),
            // A wall clock that America/Sao_Paulo skipped, the Gregorian calendar's first day, and Redshift's first
            // timestamp.
            cells(
                    "c_ts2",
                    "TIMESTAMP",
                    "'2018-11-04 00:30:00'",
                    1_541_291_400_000_000L,
                    "'1582-10-15 00:00:00'",
                    -12_219_292_800_000_000L,
                    "'4713-01-01 00:00:00 BC'",
                    -210_863_520_000_000_000L),
            cells(
                    "c_tstz",
                    "TIMESTAMPTZ",
                    "'2026-01-31 23:59:59.123456-03'",
                    "2026-02-01T02:59:59.123456Z",
                    "'1969-12-31 23:59:59.999999+00'",
                    "1969-12-31T23:59:59.999999Z",
                    "'2018-11-04 00:30:00+05:30'",
                    "2018-11-03T19:00:00.000000Z"),
            cells(
                    "c_tstz2",
                    "TIMESTAMPTZ",
                    "'4713-01-01 00:00:00+00 BC'",
                    "-4712-01-01T00:00:00.000000Z",
                    "'0001-01-01 00:00:00+00'",
                    "0001-01-01T00:00:00.000000Z",
                    "'9999-12-31 23:59:59.999999+00'",
                    "9999-12-31T23:59:59.999999Z"),
            cells(
                    "c_time",
                    "TIME",
                    "'00:00:00'",
                    0L,
                    "'23:59:59.999999'",
                    86_399_999_999L,
                    "'12:30:15.5'",
                    45_015_500_000L),
            cells(
                    "c_timetz",
                    "TIMETZ",
                    "'00:00:00+00'",
                    "00:00:00.000000Z",
                    "'23:59:59.999999-03'",
                    "23:59:59.999999-03:00",
                    "'12:30:15.5+05:30'",
                    "12:30:15.500000+05:30"),
            cells(
                    "c_y2m",
                    "INTERVAL YEAR TO MONTH",
                    "'2 years 6 months'",
                    "2 years 6 mons",
                    "'-1 month'",
                    "-1 mons",
                    "'1 year'",
                    "1 year"),
            cells(
                    "c_d2s",
                    "INTERVAL DAY TO SECOND",
                    "'10 days 12:30:15'",
                    "10 days 12:30:15",
                    "'0 seconds'",
                    "00:00:00",
                    "'1.000001 seconds'",
                    "00:00:01.000001"),
            cells(
                    "c_super",
                    "SUPER",
                    "JSON_PARSE('{\"A\": 9007199254740993}')",
                    "{\"A\":9007199254740993}",
                    "JSON_PARSE('\"a b\"')",
                    "\"a b\"",
                    "JSON_PARSE('null')",
                    null),
            cells(
                    "c_varbyte",
                    "VARBYTE(10)",
                    "TO_VARBYTE('00ffc3', 'hex')",
                    "00ffc3",
                    "TO_VARBYTE('', 'hex')",
                    "",
                    "TO_VARBYTE('7f', 'hex')",
                    "7f"),
            cells(
                    "c_geometry",
                    "GEOMETRY",
                    "'0101000020E6100000000000000000F03F0000000000000040'",
                    List.of("0101000020e6100000000000000000f03f0000000000000040", 4326),
                    "'00000000013FF00000000000004000000000000000'",
                    Arrays.asList("00000000013ff00000000000004000000000000000", null),
                    "'01'",
                    Arrays.asList("01", null)),
            // A second one: a format that names its structs must not take it for another with the same name.
            cells("c_geometry2", "GEOMETRY", "'01'", Arrays.asList("01", null), "NULL", null, "NULL", null),
            cells(
                    "c_geography",
                    "GEOGRAPHY",
                    "'0101000020E6100000000000000000F03F0000000000000040'",
                    List.of("0101000020e6100000000000000000f03f0000000000000040", 4326),
                    "'01'",
                    Arrays.asList("01", null),
                    "'01'",
                    Arrays.asList("01", null)),
            cells("c_sketch", "HLLSKETCH", "'{}'", null, "'{}'", null, "'{}'", null));

    /** Rows 0 to 3 in a table with an {@code id} and a watermark {@code at} before these columns. */
    public static void insert(LocalRedshift redshift, String table) {
        redshift.execute(COLUMNS.stream()
                .map(cells -> cells.name() + " " + cells.type())
                .collect(Collectors.joining(
                        ", ", "CREATE TABLE " + table + " (id INTEGER NOT NULL, at TIMESTAMP NOT NULL, ", ")")));
        for (int i = 0; i < rows(); i++) {
            int row = i;
            redshift.execute(COLUMNS.stream()
                    .map(cells -> cells.sql().get(row))
                    .collect(Collectors.joining(
                            ", ", "INSERT INTO " + table + " VALUES (" + row + ", '2026-01-01 00:00:00', ", ")")));
        }
    }

    public static int rows() {
        return COLUMNS.get(0).sql().size();
    }
}
