// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Numbers with a fraction: exact decimals and IEEE 754. */
public sealed interface FractionType extends ColumnType {
    /** DECIMAL and NUMERIC; Redshift allows 1 to 38 digits. */
    record Numeric(int precision, int scale) implements FractionType {
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

    record Real() implements FractionType {
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

    record DoublePrecision() implements FractionType {
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
}
