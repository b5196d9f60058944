// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static connect.redshift.testing.PartFile.column;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timeType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.staging.StagingException;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.FractionType;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import connect.redshift.testing.PartFile;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is not what it should be is refused, by a message that names it. */
class RefusedPartsTest {
    private static final ColumnType SMALLINT = new IntegerType.SmallInt();
    private static final ColumnType TEXT = new TextType.Varchar(100);
    private static final RowLayout TWO =
            RowLayout.of("t", List.of(new Column("id", new IntegerType.Int(), false), new Column("name", TEXT, true)));
    private static final PartFile FILE =
            PartFile.of(List.of(column(0, INT32, intType(32, true)), column(1, BINARY, stringType())));
    private static final byte[] GOOD = FILE.write(List.of(List.of(1, "a"), List.of(2, "b")));

    private static void refused(OnePart part, String message) {
        assertThatThrownBy(part::rows).isInstanceOf(RowsException.class).hasMessage(message);
    }

    private static byte[] changed(int fromEnd, int value) {
        byte[] content = GOOD.clone();
        content[content.length - fromEnd] = (byte) value;
        return content;
    }

    @Test
    void tooShortToBeParquet() {
        refused(
                OnePart.of(TWO, new byte[11], 0),
                "s3://bucket/folder/part is too short to be Parquet: it has 11 bytes");
        refused(OnePart.of(TWO, new byte[0], 0), "s3://bucket/folder/part is too short to be Parquet: it has 0 bytes");
    }

    @Test
    void otherFormat() {
        refused(
                OnePart.of(TWO, "1|a\n2|b\n3|c\n4|d\n".getBytes(ISO_8859_1), 4),
                "s3://bucket/folder/part does not end as a Parquet file does; UNLOAD must say FORMAT PARQUET");
    }

    @Test
    void encryptedFooter() {
        refused(
                OnePart.of(TWO, changed(1, 'E'), 2),
                "s3://bucket/folder/part has an encrypted footer, which UNLOAD never writes");
    }

    @Test
    void absurdFooterLength() {
        assertThatThrownBy(OnePart.of(TWO, changed(5, 0x70), 2)::rows)
                .isInstanceOf(RowsException.class)
                .hasMessageStartingWith("s3://bucket/folder/part says its footer has 18790")
                .hasMessageEndingWith(" bytes, of %d in all".formatted(GOOD.length));
        assertThatThrownBy(OnePart.of(TWO, changed(5, 0xff), 2)::rows)
                .isInstanceOf(RowsException.class)
                .hasMessageStartingWith("s3://bucket/folder/part says its footer has -");
    }

    @Test
    void garbageInTheFooter() {
        byte[] content = GOOD.clone();
        Arrays.fill(content, content.length - 40, content.length - 8, (byte) 0xff);
        assertThatThrownBy(OnePart.of(TWO, content, 2)::rows)
                .isInstanceOf(RowsException.class)
                .hasMessageStartingWith("s3://bucket/folder/part: its footer cannot be read: ");
    }

    @Test
    void garbageInTheData() {
        byte[] content = GOOD.clone();
        Arrays.fill(content, 4, 60, (byte) 0xff);
        assertThatThrownBy(OnePart.of(TWO, content, 2)::rows)
                .isInstanceOf(RowsException.class)
                .hasMessageStartingWith("s3://bucket/folder/part: row group 0 cannot be read: ");
    }

    @Test
    void partThatWasCutShort() {
        OnePart part = OnePart.of(TWO, GOOD, 2);
        part.staging().shorten(part.part().uri(), 20);
        assertThatThrownBy(part::rows)
                .isInstanceOf(StagingException.class)
                .hasMessageContaining("s3://bucket/folder/part has 20 bytes");
    }

    @Test
    void otherRowTotal() {
        refused(OnePart.of(TWO, GOOD, 3), "s3://bucket/folder/part has 2 rows, and its manifest says 3");
    }

    @Test
    void missingColumn() {
        byte[] content = PartFile.of(List.of(column(0, INT32, null))).write(List.of(List.of(1)));
        refused(OnePart.of(TWO, content, 1), "s3://bucket/folder/part lacks column \"name\" (c1)");
    }

    @Test
    void extraColumn() {
        byte[] content = PartFile.of(
                        List.of(column(0, INT32, null), column(1, BINARY, stringType()), column(2, INT32, null)))
                .write(List.of(List.of(1, "a", 2)));
        refused(OnePart.of(TWO, content, 1), "s3://bucket/folder/part has c2, which its export did not select");
    }

    @Test
    void formThatTheTypeCannotMean() {
        assertThatThrownBy(OnePart.of(SMALLINT, PartFile.of(List.of(column(0, DOUBLE, null))), List.of(1.0))::rows)
                .isInstanceOf(RowsException.class)
                .hasMessageStartingWith("s3://bucket/folder/part: column \"c\" (c0), row 0: ")
                .hasMessageEndingWith("cannot come as a double-precision number");
    }

    @Test
    void formThatRedshiftDoesNotHave() {
        refused(
                OnePart.of(
                        TEXT,
                        PartFile.of(List.of(column(0, INT64, timeType(true, TimeUnit.MICROS)))),
                        Collections.singletonList(null)),
                "s3://bucket/folder/part: column \"c\" (c0): INT64 as TIME(MICROS,true) is no form that a Redshift "
                        + "column comes in");
    }

    @Test
    void decimalOfAnotherScale() {
        refused(
                OnePart.of(
                        new FractionType.Numeric(9, 2),
                        PartFile.of(List.of(column(0, INT32, decimalType(3, 9)))),
                        List.of(5)),
                "s3://bucket/folder/part: column \"c\" (c0), row 0: numeric(9,2) cannot come with 3 decimal places");
    }
}
