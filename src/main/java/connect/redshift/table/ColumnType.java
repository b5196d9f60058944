// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * One Redshift type: how its column is selected, what schema it has, in what sense it orders change, and how a staged
 * value becomes a Connect value. {@link ColumnTypeName} knows what catalogs call them.
 */
public sealed interface ColumnType extends ColumnDecoder {
    /** Redshift's name of the type, as {@link ColumnTypeName#parse} reads it back. */
    String sqlName();

    SchemaBuilder schemaBuilder();

    default Schema schema(boolean nullable) {
        return nullable ? schemaBuilder().optional().build() : schemaBuilder().build();
    }

    /** The expression that UNLOAD selects for a column, given its quoted name. */
    default String selectExpression(String quotedColumn) {
        return quotedColumn;
    }

    /** Empty where a column of this type cannot be a watermark. */
    default Optional<Ordering> ordering() {
        return Optional.empty();
    }

    record SmallInt() implements ColumnType {
        @Override
        public String sqlName() {
            return "smallint";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.int16();
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.NUMBER);
        }

        @Override
        public Object fromLong(long value) {
            if (value != (short) value) {
                throw new ValueException("%d does not fit a smallint".formatted(value));
            }
            return (short) value;
        }
    }

    record Int() implements ColumnType {
        @Override
        public String sqlName() {
            return "integer";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.int32();
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.NUMBER);
        }

        @Override
        public Object fromLong(long value) {
            if (value != (int) value) {
                throw new ValueException("%d does not fit an integer".formatted(value));
            }
            return (int) value;
        }
    }

    record BigInt() implements ColumnType {
        @Override
        public String sqlName() {
            return "bigint";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.int64();
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.NUMBER);
        }

        @Override
        public Object fromLong(long value) {
            return value;
        }
    }

    /** DECIMAL and NUMERIC; Redshift allows 1 to 38 digits. */
    record Numeric(int precision, int scale) implements ColumnType {
        /** What Confluent's Avro converter and JDBC sinks read to know the precision. */
        static final String PRECISION_PARAMETER = "connect.decimal.precision";

        public Numeric {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("numeric(%d,%d) is not a Redshift type".formatted(precision, scale));
            }
        }

        @Override
        public String sqlName() {
            return "numeric(%d,%d)".formatted(precision, scale);
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return Decimal.builder(scale).parameter(PRECISION_PARAMETER, Integer.toString(precision));
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.NUMBER);
        }

        @Override
        public Object fromDecimal(long unscaled, int stagedScale) {
            requireScale(stagedScale);
            return BigDecimal.valueOf(unscaled, scale);
        }

        @Override
        public Object fromDecimal(BigInteger unscaled, int stagedScale) {
            requireScale(stagedScale);
            return new BigDecimal(unscaled, scale);
        }

        private void requireScale(int stagedScale) {
            if (stagedScale != scale) {
                throw new ValueException("%s cannot come with %d decimal places".formatted(sqlName(), stagedScale));
            }
        }
    }

    record Real() implements ColumnType {
        @Override
        public String sqlName() {
            return "real";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.float32();
        }

        @Override
        public Object fromFloat(float value) {
            return value;
        }

        @Override
        public Object fromDouble(double value) {
            float narrowed = (float) value;
            if (Double.compare(narrowed, value) != 0) {
                throw new ValueException("%s does not fit a real".formatted(value));
            }
            return narrowed;
        }
    }

    record DoublePrecision() implements ColumnType {
        @Override
        public String sqlName() {
            return "double precision";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.float64();
        }

        @Override
        public Object fromFloat(float value) {
            return (double) value;
        }

        @Override
        public Object fromDouble(double value) {
            return value;
        }
    }

    record Bool() implements ColumnType {
        @Override
        public String sqlName() {
            return "boolean";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.bool();
        }

        @Override
        public Object fromBoolean(boolean value) {
            return value;
        }
    }

    /** CHAR(n): UNLOAD pads it with blanks to n, and so it stays. */
    record Char(int length) implements ColumnType {
        @Override
        public String sqlName() {
            return "character(%d)".formatted(length);
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.string();
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TEXT);
        }

        @Override
        public Object fromText(String value) {
            return value;
        }
    }

    /** VARCHAR(n), n in bytes of UTF-8. */
    record Varchar(int length) implements ColumnType {
        /** What a catalog that names no length means, and the most that Redshift allows. */
        static final int LONGEST = 65_535;

        @Override
        public String sqlName() {
            return "character varying(%d)".formatted(length);
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.string();
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TEXT);
        }

        @Override
        public Object fromText(String value) {
            return value;
        }
    }

    /** DATE, as days: no clock and no zone ever touch it. */
    record Date() implements ColumnType {
        @Override
        public String sqlName() {
            return "date";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.DATE);
        }

        @Override
        public Object fromEpochDay(int day) {
            return day;
        }
    }

    /** TIMESTAMP without time zone, as microseconds of its wall clock taken as UTC: Connect's own has milliseconds only. */
    record Timestamp() implements ColumnType {
        @Override
        public String sqlName() {
            return "timestamp without time zone";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TIMESTAMP);
        }

        @Override
        public Object fromEpochMicros(long micros) {
            return micros;
        }
    }

    /** TIMESTAMP with time zone; UNLOAD writes the instant and drops the zone, so it is told in UTC. */
    record TimestampTz() implements ColumnType {
        private static final DateTimeFormatter ISO_MICROS = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendLiteral('T')
                .appendPattern("HH:mm:ss.SSSSSS")
                .appendLiteral('Z')
                .toFormatter(java.util.Locale.ROOT)
                .withZone(java.time.ZoneOffset.UTC);

        @Override
        public String sqlName() {
            return "timestamp with time zone";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.string()
                    .name("io.debezium.time.ZonedTimestamp")
                    .version(1);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TIMESTAMPTZ);
        }

        @Override
        public Object fromEpochMicros(long micros) {
            Instant instant = Instant.ofEpochSecond(
                    Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
            return ISO_MICROS.format(instant);
        }
    }
}
