// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.nio.ByteBuffer;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;

/** Any other encoding, by Parquet's own reader: right, and slow, as UNLOAD writes none of them. */
final class OtherPage extends PageValues {
    private final ValuesReader reader;
    private Object staged = "";

    OtherPage(PrimitiveType type, PhysicalForm form, ValuesReader reader) {
        super(type, form);
        this.reader = reader;
    }

    @Override
    void fill(Object[] target, int count) {
        int i = 0;
        try {
            for (; i < count; i++) {
                target[i] = next();
            }
        } finally {
            filled(i);
        }
    }

    private Object next() {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> {
                boolean value = reader.readBoolean();
                staged = value;
                yield form.ofBoolean(value);
            }
            case INT32 -> {
                int value = reader.readInteger();
                staged = value;
                yield form.ofInt(value);
            }
            case INT64 -> {
                long value = reader.readLong();
                staged = value;
                yield form.ofLong(value);
            }
            case FLOAT -> {
                float value = reader.readFloat();
                staged = value;
                yield form.ofFloat(value);
            }
            case DOUBLE -> {
                double value = reader.readDouble();
                staged = value;
                yield form.ofDouble(value);
            }
            case INT96, BINARY, FIXED_LEN_BYTE_ARRAY -> {
                Binary value = reader.readBytes();
                byte[] bytes = value.getBytes();
                staged = ByteBuffer.wrap(bytes);
                yield form.ofBytes(bytes, 0, bytes.length);
            }
        };
    }

    @Override
    void skip(int count) {
        reader.skip(count);
    }

    @Override
    Object passOver() {
        return staged;
    }
}
