// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.Excerpt;
import connect.redshift.table.ValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** A staged value as text, by its own form alone: what a column's decoder refuses can still be shown. */
final class StagedText {
    /** Far beyond 38 digits; longer bytes are no decimal, and turning them into digits would take for ever. */
    private static final int LONGEST_DECIMAL = 64;

    private StagedText() {}

    /** The value that {@code reader} stands at, which must not be null. */
    static String of(ColumnReader reader) {
        PrimitiveType type = reader.getDescriptor().getPrimitiveType();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> Boolean.toString(reader.getBoolean());
            case INT32 -> number(type, BigInteger.valueOf(reader.getInteger()));
            case INT64 -> number(type, BigInteger.valueOf(reader.getLong()));
            case FLOAT -> Float.toString(reader.getFloat());
            case DOUBLE -> Double.toString(reader.getDouble());
            case INT96 -> Excerpt.of(reader.getBinary().toByteBuffer());
            case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(type, reader.getBinary());
        };
    }

    private static String number(PrimitiveType type, BigInteger number) {
        return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                ? new BigDecimal(number, decimal.getScale()).toPlainString()
                : number.toString();
    }

    private static String bytes(PrimitiveType type, Binary value) {
        ByteBuffer bytes = value.toByteBuffer();
        if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation) {
            return value.length() == 0 || value.length() > LONGEST_DECIMAL
                    ? Excerpt.of(bytes)
                    : number(type, new BigInteger(value.getBytes()));
        }
        try {
            return Excerpt.of(Utf8.decode(bytes));
        } catch (ValueException notText) {
            return Excerpt.of(bytes);
        }
    }
}
