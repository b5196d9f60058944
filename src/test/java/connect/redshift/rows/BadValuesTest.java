// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static connect.redshift.testing.PartFile.column;
import static connect.redshift.testing.PartFile.fixedDecimal;
import static connect.redshift.testing.PartFile.int96;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT96;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.BadRow;
import connect.redshift.table.BinaryType;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.FractionType;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import connect.redshift.table.TimeType;
import connect.redshift.testing.PartFile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A value that its column cannot have, in each form that can hold one, spoils its own row only and can be looked at. */
class BadValuesTest {
    private static final ColumnType TEXT = new TextType.Varchar(100);

    /** A good and a bad value of one type in one form, what is said of the bad one and how it is shown. */
    record Bad(ColumnType type, PrimitiveType staged, Object good, Object bad, String cause, String shown) {}

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    private static ColumnType numeric(int precision, int scale) {
        return new FractionType.Numeric(precision, scale);
    }

    private static Bad text(ColumnType type, String good, Object bad, String cause, String shown) {
        return new Bad(type, column(0, BINARY, stringType()), good, bad, cause, shown);
    }

    static List<Bad> values() {
        return List.of(
                new Bad(
                        new IntegerType.SmallInt(),
                        column(0, INT32, intType(16, true)),
                        5,
                        32_768,
                        "32768 does not fit a smallint",
                        "32768"),
                new Bad(
                        new IntegerType.Int(),
                        column(0, INT64, null),
                        5,
                        -(1L << 31) - 1,
                        "-2147483649 does not fit an integer",
                        "-2147483649"),
                new Bad(
                        numeric(4, 2),
                        column(0, INT32, decimalType(2, 4)),
                        decimal("1.00"),
                        decimal("100.00"),
                        "100.00 does not fit a numeric(4,2)",
                        "100.00"),
                new Bad(
                        numeric(4, 2),
                        column(0, INT64, decimalType(2, 4)),
                        decimal("1.00"),
                        decimal("-100.00"),
                        "-100.00 does not fit a numeric(4,2)",
                        "-100.00"),
                new Bad(
                        numeric(18, 2),
                        fixedDecimal(0, 8, 18, 2),
                        decimal("1.00"),
                        decimal("92233720368547758.07"),
                        "92233720368547758.07 does not fit a numeric(18,2)",
                        "92233720368547758.07"),
                new Bad(
                        numeric(9, 2),
                        column(0, BINARY, decimalType(2, 9)),
                        decimal("1.00"),
                        new byte[0],
                        "a decimal has no digits",
                        "0x"),
                new Bad(new FractionType.Real(), column(0, DOUBLE, null), 0.5, 0.1, "0.1 does not fit a real", "0.1"),
                new Bad(
                        new TimeType.Timestamp(),
                        column(0, INT96, null),
                        int96(2_440_588, 0),
                        int96(2_440_588, 1_001),
                        "a timestamp of 1001 nanoseconds is finer than a microsecond",
                        "0xe9030000000000008c3d2500"),
                new Bad(
                        new TimeType.Timestamp(),
                        column(0, INT64, timestampType(false, TimeUnit.MILLIS)),
                        1L,
                        Long.MAX_VALUE,
                        "9223372036854775807 milliseconds lie outside of the range of timestamps",
                        "9223372036854775807"),
                text(TEXT, "a", new byte[] {'a', (byte) 0xc3}, "a text of 2 bytes is not UTF-8", "0x61c3"),
                text(
                        TEXT,
                        "a",
                        longNonsense(),
                        "a text of 700 bytes is not UTF-8",
                        "0x" + "ff".repeat(500) + "… (700 bytes)"),
                text(new TimeType.Time(), "12:00:00", "12:60:00", "\"12:60:00\" is not a time of day", "12:60:00"),
                text(
                        new BinaryType.VarByte(1_000),
                        "00",
                        "𝄞".repeat(600),
                        "a text of 1200 characters is not hexadecimal",
                        "𝄞".repeat(500) + "… (1200 characters)"));
    }

    private static byte[] longNonsense() {
        byte[] bytes = new byte[700];
        Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("values")
    void badValueSpoilsItsOwnRowOnly(Bad value) {
        PartFile file = PartFile.of(List.of(value.staged()));
        for (PartFile form : List.of(file, file.plain(), file.pageBytes(64).rowsAGroup(3))) {
            List<Object> staged = Arrays.asList(value.good(), value.bad(), null, value.bad(), value.good());
            OnePart part = OnePart.of(value.type(), form, staged);
            assertThat(part.bad()).hasSize(2).allSatisfy(bad -> {
                assertThat(bad.column()).isEqualTo("c");
                assertThat(bad.cause()).isEqualTo(value.cause());
                assertThat(bad.unreadable()).isEqualTo(Map.of("c", value.shown()));
                assertThat(bad.readable().get("c")).isNull();
            });
            assertThat(part.bad()).extracting(BadRow::index).containsExactly(1L, 3L);
            Object good = OnePart.of(value.type(), form, List.of(value.good()))
                    .values()
                    .get(0);
            assertThat(part.good())
                    .extracting(row -> row.get("c"))
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(good, null, good);
        }
    }

    @Test
    void nullWhereTheCatalogSaysNotNullIsABadValueWithNothingToShow() {
        RowLayout layout = RowLayout.of(
                "t", List.of(new Column("id", new IntegerType.Int(), false), new Column("name", TEXT, true)));
        PartFile file = PartFile.of(List.of(column(0, INT32, null), column(1, BINARY, stringType())));
        OnePart part = OnePart.of(layout, file.write(List.of(List.of(1, "a"), Arrays.asList(null, "b"))), 2);
        assertThat(part.bad()).singleElement().satisfies(bad -> {
            assertThat(bad.index()).isEqualTo(1);
            assertThat(bad.column()).isEqualTo("id");
            assertThat(bad.cause()).isEqualTo("is NULL, and the catalog says NOT NULL");
            assertThat(bad.unreadable()).isEmpty();
            assertThat(bad.readable().get("name")).isEqualTo("b");
        });
    }

    @Test
    void firstOfSeveralBadColumnsIsToBlameAndAllAreShown() {
        RowLayout layout = RowLayout.of(
                "t",
                List.of(
                        new Column("a", new IntegerType.Int(), true),
                        new Column("b", new IntegerType.SmallInt(), true),
                        new Column("c", TEXT, true)));
        PartFile file =
                PartFile.of(List.of(column(0, INT32, null), column(1, INT32, null), column(2, BINARY, stringType())));
        byte[] content = file.write(List.of(List.of(1, 70_000, new byte[] {(byte) 0x80})));
        assertThat(OnePart.of(layout, content, 1).bad()).singleElement().satisfies(bad -> {
            assertThat(bad.column()).isEqualTo("b");
            assertThat(bad.cause()).isEqualTo("70000 does not fit a smallint");
            assertThat(bad.unreadable()).isEqualTo(Map.of("b", "70000", "c", "0x80"));
            assertThat(bad.readable().get("a")).isEqualTo(1);
        });
    }

    /** Columns' dictionaries are decompressed one after the other into the same bytes. */
    @Test
    void entriesBehindARefusedOneOutliveTheOtherColumnsDictionaries() {
        RowLayout layout = RowLayout.of("t", List.of(new Column("a", TEXT, true), new Column("b", TEXT, true)));
        PartFile file = PartFile.of(List.of(column(0, BINARY, stringType()), column(1, BINARY, stringType())));
        String late = "late".repeat(50);
        List<List<Object>> rows = new ArrayList<>();
        rows.add(List.of(new byte[] {(byte) 0x80}, "b"));
        rows.addAll(Collections.nCopies(300, Arrays.asList(null, "b".repeat(100))));
        rows.addAll(Collections.nCopies(300, List.of(late, "b")));
        OnePart part = OnePart.of(layout, file.write(rows), rows.size());
        assertThat(part.bad()).singleElement().extracting(BadRow::index).isEqualTo(0L);
        assertThat(part.good()).hasSize(600);
        assertThat(part.good().subList(300, 600))
                .extracting(row -> row.get("a"))
                .containsOnly(late);
    }
}
