// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.BadRow;
import connect.redshift.table.RecordLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Finds the rows whose records would be too long for Kafka. Measured is what key and value hold: text in UTF-8, bytes,
 * 16 bytes a decimal, the width of everything else. Avro takes about that; JSON adds names and escapes, and the whole
 * schema where it is told to.
 */
final class RecordLimit {
    private static final int DECIMAL_BYTES = 16;
    private static final int MOST_BYTES_A_CHARACTER = 3;

    private final long bytes;
    private final long fixed;
    private final List<Field> variable;
    private final RecordLayout layout;

    RecordLimit(long bytes, RecordLayout layout) {
        List<Field> fields = new ArrayList<>(layout.value().schema().fields());
        layout.key().ifPresent(key -> fields.addAll(key.fields()));
        this.bytes = bytes;
        this.fixed = fields.stream().mapToLong(field -> width(field.schema())).sum();
        this.variable =
                fields.stream().filter(field -> width(field.schema()) == 0).toList();
        this.layout = layout;
    }

    /** Empty where the record is not too long. */
    Optional<BadRow> exceeded(Struct row, long index) {
        long most = fixed;
        for (Field field : variable) {
            most += most(row.get(field));
        }
        // Counting text's bytes means looking at every character, and hardly any row is near the limit.
        return most <= bytes ? Optional.empty() : counted(row, index);
    }

    private Optional<BadRow> counted(Struct row, long index) {
        long all = fixed;
        long longest = -1;
        Field blamed = row.schema().fields().get(0);
        for (Field field : variable) {
            long length = length(row.get(field));
            all += length;
            if (length > longest) {
                longest = length;
                blamed = field;
            }
        }
        if (all <= bytes) {
            return Optional.empty();
        }
        return Optional.of(new BadRow(
                index,
                layout.value().columns().get(blamed.index()).name(),
                "has %d of the about %d bytes of its row's record, more than max.record.bytes=%d"
                        .formatted(Math.max(longest, 0), all, bytes),
                Map.of(),
                row));
    }

    /** Zero for what has no width of its own. */
    private static int width(Schema schema) {
        return switch (schema.type()) {
            case BOOLEAN, INT8 -> 1;
            case INT16 -> 2;
            case INT32, FLOAT32 -> 4;
            case INT64, FLOAT64 -> 8;
            case BYTES -> Decimal.LOGICAL_NAME.equals(schema.name()) ? DECIMAL_BYTES : 0;
            case STRING, STRUCT, ARRAY, MAP -> 0;
        };
    }

    private static long most(Object value) {
        return value instanceof String text ? (long) MOST_BYTES_A_CHARACTER * text.length() : length(value);
    }

    private static long length(Object value) {
        if (value instanceof String text) {
            return utf8Length(text);
        }
        if (value instanceof byte[] array) {
            return array.length;
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.remaining();
        }
        if (value instanceof Struct struct) {
            long all = 0;
            for (Field field : struct.schema().fields()) {
                int width = width(field.schema());
                all += width == 0 ? length(struct.get(field)) : width;
            }
            return all;
        }
        return 0;
    }

    private static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // The two halves of a pair have four bytes together.
            length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return length;
    }
}
