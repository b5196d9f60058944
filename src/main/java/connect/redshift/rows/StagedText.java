// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.Excerpt;
import connect.redshift.table.ValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A staged value as text, by its own form alone: what a column's decoder refuses can still be shown. */
final class StagedText {
    /** Far beyond 38 digits; longer bytes are no decimal, and turning them into digits would take for ever. */
    private static final int LONGEST_DECIMAL = 64;

    private StagedText() {}

    /** @param staged a number, a boolean or a buffer of bytes, as the form has it */
    static String of(PrimitiveType type, Object staged) {
        if (staged instanceof Integer || staged instanceof Long) {
            return number(type, BigInteger.valueOf(((Number) staged).longValue()));
        }
        if (staged instanceof ByteBuffer bytes) {
            return type.getPrimitiveTypeName() == PrimitiveTypeName.INT96 ? Excerpt.of(bytes) : bytes(type, bytes);
        }
        return staged.toString();
    }

    private static String number(PrimitiveType type, BigInteger number) {
        return type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                ? new BigDecimal(number, decimal.getScale()).toPlainString()
                : number.toString();
    }

    private static String bytes(PrimitiveType type, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation) {
            return copy.length == 0 || copy.length > LONGEST_DECIMAL
                    ? Excerpt.of(bytes)
                    : number(type, new BigInteger(copy));
        }
        try {
            return Excerpt.of(Utf8.decode(copy, 0, copy.length));
        } catch (ValueException notText) {
            return Excerpt.of(bytes);
        }
    }
}
