// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.ColumnDecoder;
import connect.redshift.table.FormException;
import connect.redshift.table.ValueException;
import java.math.BigInteger;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Chooses how a column is read, from the part's own schema. AWS documents few of the forms that UNLOAD writes, so every
 * form is read that can carry what Redshift has; whether it can be this column's type, the decoder itself says.
 */
final class PhysicalForms {
    private PhysicalForms() {}

    /** Throws {@link FormException} for a form that carries nothing of Redshift's. */
    static PhysicalForm of(PrimitiveType staged, ColumnDecoder decoder) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        return switch (staged.getPrimitiveTypeName()) {
            case BOOLEAN -> (PhysicalForm.OfBoolean) decoder::fromBoolean;
            case INT32 -> int32(staged, decoder);
            case INT64 -> int64(staged, decoder);
            case FLOAT -> (PhysicalForm.OfFloat) decoder::fromFloat;
            case DOUBLE -> (PhysicalForm.OfDouble) decoder::fromDouble;
            case INT96 ->
                (PhysicalForm.OfBytes)
                        (bytes, from, length) -> decoder.fromEpochMicros(Int96.epochMicros(bytes, from, length));
            case BINARY ->
                meaning instanceof DecimalLogicalTypeAnnotation decimal
                        ? decimal(decimal, decoder)
                        : bytes(staged, decoder);
            case FIXED_LEN_BYTE_ARRAY -> {
                if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
                    yield decimal(decimal, decoder);
                }
                throw unknown(staged);
            }
        };
    }

    private static PhysicalForm int32(PrimitiveType staged, ColumnDecoder decoder) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        if (isSigned(meaning)) {
            return (PhysicalForm.OfInt) decoder::fromLong;
        }
        if (meaning instanceof DateLogicalTypeAnnotation) {
            return (PhysicalForm.OfInt) decoder::fromEpochDay;
        }
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (PhysicalForm.OfInt) value -> decoder.fromDecimal(value, scale);
        }
        throw unknown(staged);
    }

    private static PhysicalForm int64(PrimitiveType staged, ColumnDecoder decoder) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        if (isSigned(meaning)) {
            return (PhysicalForm.OfLong) decoder::fromLong;
        }
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (PhysicalForm.OfLong) value -> decoder.fromDecimal(value, scale);
        }
        if (meaning instanceof TimestampLogicalTypeAnnotation timestamp) {
            return switch (timestamp.getUnit()) {
                case MILLIS -> (PhysicalForm.OfLong) value -> decoder.fromEpochMicros(microsOfMillis(value));
                case MICROS -> (PhysicalForm.OfLong) decoder::fromEpochMicros;
                case NANOS -> (PhysicalForm.OfLong) value -> decoder.fromEpochMicros(Int96.microsOfNanos(value));
            };
        }
        throw unknown(staged);
    }

    private static boolean isSigned(LogicalTypeAnnotation meaning) {
        return meaning == null || (meaning instanceof IntLogicalTypeAnnotation integer && integer.isSigned());
    }

    private static long microsOfMillis(long millis) {
        try {
            return Math.multiplyExact(millis, 1_000L);
        } catch (ArithmeticException e) {
            throw new ValueException("%d milliseconds lie outside of the range of timestamps".formatted(millis));
        }
    }

    private static PhysicalForm bytes(PrimitiveType staged, ColumnDecoder decoder) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        // Some writers leave text unmarked, and nothing else of Redshift's comes in bytes: VARBYTE is selected as text.
        boolean text = meaning == null
                || meaning instanceof StringLogicalTypeAnnotation
                || meaning instanceof JsonLogicalTypeAnnotation
                || meaning instanceof EnumLogicalTypeAnnotation;
        if (!text) {
            throw unknown(staged);
        }
        return (PhysicalForm.OfBytes) (bytes, from, length) -> decoder.fromText(Utf8.decode(bytes, from, length));
    }

    private static PhysicalForm decimal(DecimalLogicalTypeAnnotation decimal, ColumnDecoder decoder) {
        int scale = decimal.getScale();
        return (PhysicalForm.OfBytes) (bytes, from, length) -> {
            if (length == 0) {
                throw new ValueException("a decimal has no digits");
            }
            if (length > Long.BYTES) {
                return decoder.fromDecimal(new BigInteger(bytes, from, length), scale);
            }
            long unscaled = bytes[from];
            for (int i = 1; i < length; i++) {
                unscaled = (unscaled << 8) | (bytes[from + i] & 0xff);
            }
            return decoder.fromDecimal(unscaled, scale);
        };
    }

    private static FormException unknown(PrimitiveType staged) {
        return new FormException("%s%s is no form that a Redshift column comes in"
                .formatted(
                        staged.getPrimitiveTypeName(),
                        staged.getLogicalTypeAnnotation() == null ? "" : " as " + staged.getLogicalTypeAnnotation()));
    }
}
