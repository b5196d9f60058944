// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.ColumnType;
import connect.redshift.table.ValueException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.kafka.connect.data.Schema;
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
 * form is read that can carry what Redshift has; whether it can be this column's type, the type itself says.
 */
final class PhysicalForms {
    private PhysicalForms() {}

    /** Throws {@link ValueException} for a form that carries nothing of Redshift's. */
    static PhysicalForm of(PrimitiveType staged, ColumnType type) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        return switch (staged.getPrimitiveTypeName()) {
            case BOOLEAN -> (PhysicalForm.OfBoolean) type::fromBoolean;
            case INT32 -> int32(staged, type);
            case INT64 -> int64(staged, type);
            case FLOAT -> (PhysicalForm.OfFloat) type::fromFloat;
            case DOUBLE -> (PhysicalForm.OfDouble) type::fromDouble;
            case INT96 ->
                (PhysicalForm.OfBinary) value -> type.fromEpochMicros(Int96.epochMicros(value.toByteBuffer()));
            case BINARY ->
                meaning instanceof DecimalLogicalTypeAnnotation decimal ? decimal(decimal, type) : bytes(staged, type);
            case FIXED_LEN_BYTE_ARRAY -> {
                if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
                    yield decimal(decimal, type);
                }
                throw unknown(staged);
            }
        };
    }

    private static PhysicalForm int32(PrimitiveType staged, ColumnType type) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        if (isSigned(meaning)) {
            return (PhysicalForm.OfInt) type::fromLong;
        }
        if (meaning instanceof DateLogicalTypeAnnotation) {
            return (PhysicalForm.OfInt) type::fromEpochDay;
        }
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (PhysicalForm.OfInt) value -> type.fromDecimal(value, scale);
        }
        throw unknown(staged);
    }

    private static PhysicalForm int64(PrimitiveType staged, ColumnType type) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        if (isSigned(meaning)) {
            return (PhysicalForm.OfLong) type::fromLong;
        }
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return (PhysicalForm.OfLong) value -> type.fromDecimal(value, scale);
        }
        if (meaning instanceof TimestampLogicalTypeAnnotation timestamp) {
            return switch (timestamp.getUnit()) {
                case MILLIS -> (PhysicalForm.OfLong) value -> type.fromEpochMicros(microsOfMillis(value));
                case MICROS -> (PhysicalForm.OfLong) type::fromEpochMicros;
                case NANOS -> (PhysicalForm.OfLong) value -> type.fromEpochMicros(Int96.microsOfNanos(value));
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

    private static PhysicalForm bytes(PrimitiveType staged, ColumnType type) {
        LogicalTypeAnnotation meaning = staged.getLogicalTypeAnnotation();
        if (meaning instanceof StringLogicalTypeAnnotation
                || meaning instanceof JsonLogicalTypeAnnotation
                || meaning instanceof EnumLogicalTypeAnnotation) {
            return (PhysicalForm.OfBinary) value -> type.fromText(Utf8.decode(value.toByteBuffer()));
        }
        if (meaning != null) {
            throw unknown(staged);
        }
        // Some writers leave text unmarked; the column's own type then says what the bytes are.
        if (type.schema(false).type() == Schema.Type.STRING) {
            return (PhysicalForm.OfBinary) value -> type.fromText(Utf8.decode(value.toByteBuffer()));
        }
        return (PhysicalForm.OfBinary) value -> type.fromBytes(value.getBytes());
    }

    private static PhysicalForm decimal(DecimalLogicalTypeAnnotation decimal, ColumnType type) {
        int scale = decimal.getScale();
        return (PhysicalForm.OfBinary) value -> {
            ByteBuffer bytes = value.toByteBuffer();
            int length = bytes.remaining();
            if (length == 0) {
                throw new ValueException("a decimal has no digits");
            }
            if (length > Long.BYTES) {
                return type.fromDecimal(new BigInteger(value.getBytes()), scale);
            }
            long unscaled = bytes.get(bytes.position());
            for (int i = 1; i < length; i++) {
                unscaled = (unscaled << 8) | (bytes.get(bytes.position() + i) & 0xff);
            }
            return type.fromDecimal(unscaled, scale);
        };
    }

    private static ValueException unknown(PrimitiveType staged) {
        return new ValueException("%s%s is no form that a Redshift column comes in"
                .formatted(
                        staged.getPrimitiveTypeName(),
                        staged.getLogicalTypeAnnotation() == null ? "" : " as " + staged.getLogicalTypeAnnotation()));
    }
}
