// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Whole numbers; any integer form that fits is read. */
public sealed interface IntegerType extends ColumnType {
    record SmallInt() implements IntegerType, ColumnDecoder {
        @Override
        public String sqlName() {
            return "smallint";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(SchemaBuilder.int16(), this);
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

    record Int() implements IntegerType, ColumnDecoder {
        @Override
        public String sqlName() {
            return "integer";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(SchemaBuilder.int32(), this);
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

    record BigInt() implements IntegerType, ColumnDecoder {
        @Override
        public String sqlName() {
            return "bigint";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(SchemaBuilder.int64(), this);
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
}
