// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Numbers with a fraction: exact decimals and IEEE 754. */
public sealed interface FractionType extends ColumnType {
    /** DECIMAL and NUMERIC; Redshift allows 1 to 38 digits. */
    record Numeric(int precision, int scale) implements FractionType {
        /** What Confluent's Avro converter and JDBC sinks read to know the precision. */
        public static final String PRECISION_PARAMETER = "connect.decimal.precision";

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
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.NUMBER);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return switch (options.decimals()) {
                case PRECISE ->
                    new ValueForm(
                            Decimal.builder(scale).parameter(PRECISION_PARAMETER, Integer.toString(precision)),
                            new DecimalDecoder(this, decimal -> decimal));
                case STRING ->
                    new ValueForm(SchemaBuilder.string(), new DecimalDecoder(this, BigDecimal::toPlainString));
                case DOUBLE ->
                    new ValueForm(SchemaBuilder.float64(), new DecimalDecoder(this, BigDecimal::doubleValue));
            };
        }
    }

    record Real() implements FractionType, ColumnDecoder {
        @Override
        public String sqlName() {
            return "real";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(SchemaBuilder.float32(), this);
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

    record DoublePrecision() implements FractionType, ColumnDecoder {
        @Override
        public String sqlName() {
            return "double precision";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(SchemaBuilder.float64(), this);
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
