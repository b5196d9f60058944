// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT96;

import connect.redshift.emulator.PhysicalForm.Decimals;
import connect.redshift.emulator.UnloadColumn.Cell;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Redshift's types in Parquet: measured where a measurement exists, else what the evidence suggests. */
final class UnloadTypes {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private UnloadTypes() {}

    static UnloadColumn column(ResultColumn column, PhysicalForm form) {
        String name = column.name();
        return switch (column.type()) {
            case "int2" ->
                of(
                        column,
                        form.smallintAnnotated()
                                ? Types.optional(INT32)
                                        .as(LogicalTypeAnnotation.intType(16, true))
                                        .named(name)
                                : Types.optional(INT32).named(name),
                        ResultSet::getInt);
            case "int4" ->
                of(
                        column,
                        Types.optional(INT32)
                                .as(LogicalTypeAnnotation.intType(32, true))
                                .named(name),
                        ResultSet::getInt);
            case "int8" ->
                of(
                        column,
                        Types.optional(INT64)
                                .as(LogicalTypeAnnotation.intType(64, true))
                                .named(name),
                        ResultSet::getLong);
            case "float4" -> of(column, Types.optional(FLOAT).named(name), ResultSet::getFloat);
            case "float8" -> of(column, Types.optional(DOUBLE).named(name), ResultSet::getDouble);
            case "bool" -> of(column, Types.optional(BOOLEAN).named(name), ResultSet::getBoolean);
            case "numeric" -> decimal(column, form.decimals());
            case "date" ->
                of(
                        column,
                        Types.optional(INT32)
                                .as(LogicalTypeAnnotation.dateType())
                                .named(name),
                        (row, i) -> date(row.getObject(i, LocalDate.class)));
            case "timestamp" -> timestamp(column, form, (row, i) -> row.getObject(i, LocalDateTime.class));
            case "timestamptz" -> timestamp(column, form, UnloadTypes::instant);
            case "super" ->
                of(
                        column,
                        Types.optional(BINARY)
                                .as(LogicalTypeAnnotation.jsonType())
                                .named(name),
                        (row, i) -> compact(row.getString(i)));
            case "varchar", "bpchar", "name", "interval" ->
                of(
                        column,
                        Types.optional(BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named(name),
                        (row, i) -> text(row.getString(i)));
            default ->
                throw new SqlFailure(
                        "ERROR: UNLOAD " + column.type() + " column \"" + name + "\" is only supported for TEXT/CSV.");
        };
    }

    private static UnloadColumn of(ResultColumn column, Type type, Cell cell) {
        return new UnloadColumn(column, type, (row, i) -> {
            Object value = cell.read(row, i);
            return row.wasNull() ? null : value;
        });
    }

    private static Object text(String value) {
        return value == null ? null : Binary.fromString(value);
    }

    /** Compact JSON text; JSON's null and SQL's NULL are the same in a part (spark-redshift). */
    private static Object compact(String json) throws IOException {
        if (json == null || json.isBlank()) {
            return null;
        }
        if (json.strip().equals("null")) {
            return null;
        }
        StringBuilder compact = new StringBuilder(json.length());
        boolean string = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (string && c == '\\') {
                compact.append(c).append(json.charAt(++i));
                continue;
            }
            string ^= c == '"';
            if (string || !Character.isWhitespace(c)) {
                compact.append(c);
            }
        }
        return Binary.fromString(compact.toString());
    }

    private static Object date(LocalDate date) {
        return date == null ? null : Math.toIntExact(date.toEpochDay());
    }

    private static LocalDateTime instant(ResultSet row, int index) throws SQLException {
        OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
        return value == null ? null : value.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
    }

    /** "Only the timestamp values are unloaded. The time zone information isn't unloaded." */
    private static UnloadColumn timestamp(ResultColumn column, PhysicalForm form, Cell cell) {
        if (form.timestamps() == PhysicalForm.Timestamps.INT96) {
            return of(
                    column,
                    Types.optional(INT96).named(column.name()),
                    (row, i) -> int96((LocalDateTime) cell.read(row, i)));
        }
        LogicalTypeAnnotation micros = LogicalTypeAnnotation.timestampType(false, TimeUnit.MICROS);
        return of(column, Types.optional(INT64).as(micros).named(column.name()), (row, i) -> {
            LocalDateTime value = (LocalDateTime) cell.read(row, i);
            return value == null ? null : ChronoUnit.MICROS.between(EPOCH, value);
        });
    }

    private static Object int96(LocalDateTime value) {
        if (value == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(value.toLocalTime().toNanoOfDay())
                .putInt(Math.toIntExact(value.getLong(JulianFields.JULIAN_DAY)));
        return Binary.fromConstantByteArray(bytes.array());
    }

    private static UnloadColumn decimal(ResultColumn column, Decimals form) {
        int precision = column.precision();
        int scale = column.scale();
        if (precision < 1 || precision > 38) {
            throw new SqlFailure("ERROR: the local Redshift cannot tell the precision of column \"" + column.name()
                    + "\": cast it to NUMERIC(p,s)");
        }
        LogicalTypeAnnotation decimal = LogicalTypeAnnotation.decimalType(scale, precision);
        if (form == Decimals.INT32_INT64 && precision <= 9) {
            Type type = Types.optional(INT32).as(decimal).named(column.name());
            return of(column, type, (row, i) -> {
                BigInteger unscaled = unscaled(row.getBigDecimal(i), scale);
                return unscaled == null ? null : unscaled.intValueExact();
            });
        }
        if ((form == Decimals.INT32_INT64 || form == Decimals.INT64) && precision <= 18) {
            Type type = Types.optional(INT64).as(decimal).named(column.name());
            return of(column, type, (row, i) -> {
                BigInteger unscaled = unscaled(row.getBigDecimal(i), scale);
                return unscaled == null ? null : unscaled.longValueExact();
            });
        }
        int length = form == Decimals.FIXED_MINIMAL ? leastBytes(precision) : precision <= 18 ? 8 : 16;
        Type type =
                Types.optional(FIXED_LEN_BYTE_ARRAY).length(length).as(decimal).named(column.name());
        return of(column, type, (row, i) -> fixed(unscaled(row.getBigDecimal(i), scale), length));
    }

    private static BigInteger unscaled(BigDecimal value, int scale) {
        return value == null ? null : value.setScale(scale).unscaledValue();
    }

    private static Object fixed(BigInteger unscaled, int length) {
        if (unscaled == null) {
            return null;
        }
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) (unscaled.signum() < 0 ? -1 : 0));
        byte[] value = unscaled.toByteArray();
        System.arraycopy(value, 0, bytes, length - value.length, value.length);
        return Binary.fromConstantByteArray(bytes);
    }

    private static int leastBytes(int precision) {
        return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / 8 + 1;
    }
}
