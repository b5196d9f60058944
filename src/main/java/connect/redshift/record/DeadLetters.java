// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.record.BadRows.Place;
import connect.redshift.table.BadRow;
import connect.redshift.table.Excerpt;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes the records that take bad rows' places, with a bad row's own partition and offset, so that they are as durable
 * as rows are and come as often. Their headers say where the row comes from in the words of {@link SourceHeaders}, and
 * what is wrong with it in those of Connect's own dead letters. All tables may share one topic, so there is one schema for all, with values as text, that
 * every converter takes and no change of a table changes; there is no key for the same reason. A query has its name for a table, and no text for a schema.
 */
public final class DeadLetters {
    private static final Schema VALUE = SchemaBuilder.struct()
            .name("connect.redshift.deadletter.Value")
            .version(1)
            .field("database", Schema.STRING_SCHEMA)
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .field("export", Schema.STRING_SCHEMA)
            .field("part", Schema.INT32_SCHEMA)
            .field("row", Schema.INT64_SCHEMA)
            .field("file", Schema.STRING_SCHEMA)
            .field("column", Schema.STRING_SCHEMA)
            .field("error", Schema.STRING_SCHEMA)
            .field(
                    "values",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                            .build())
            .build();

    /** In characters of all values together; even with each of them escaped, a letter is not too long for Kafka. */
    private static final int MOST_TEXT = 50_000;

    private final SourcePartition partition;
    private final Map<String, String> partitionMap;
    private final String topic;
    private final SourceHeaders rows;
    private final String rowTopic;
    private final String connector;

    /**
     * @param topic where the letters go
     * @param rows the headers that the table's rows have or could have
     * @param connector the connector's name
     * @param rowTopic where the table's rows go
     */
    public DeadLetters(String topic, SourcePartition partition, SourceHeaders rows, String connector, String rowTopic) {
        this.topic = topic;
        this.partition = partition;
        this.partitionMap = partition.toMap();
        this.rows = rows;
        this.connector = connector;
        this.rowTopic = rowTopic;
    }

    SourceRecord letter(Place place, BadRow row, SourceOffset behind) {
        String error = Excerpt.of(row.cause());
        Struct value = new Struct(VALUE)
                .put("database", partition.database())
                .put("schema", partition.table().schema())
                .put("table", partition.table().name())
                .put("export", place.origin().export())
                .put("part", place.part())
                .put("row", row.index())
                .put("file", place.file())
                .put("column", row.column())
                .put("error", error)
                .put("values", values(row));
        ConnectHeaders headers = rows.rows(place.origin()).of(place.part(), row.index());
        headers.addString("__connect.errors.topic", rowTopic)
                .addString("__connect.errors.connector.name", connector)
                .addString("__connect.errors.redshift.file", place.file())
                .addString("__connect.errors.redshift.column", row.column())
                .addString("__connect.errors.exception.message", error);
        return new SourceRecord(
                partitionMap, partition.offset(behind), topic, null, null, null, VALUE, value, null, headers);
    }

    /** What is not NULL, by the name of its field, as long as there is room; what cannot be read comes first. */
    private static Map<String, String> values(BadRow row) {
        Map<String, String> found = new LinkedHashMap<>(new TreeMap<>(row.unreadable()));
        for (Field field : row.readable().schema().fields()) {
            Object value = row.readable().get(field);
            if (value != null) {
                found.put(field.name(), text(value));
            }
        }
        int room = MOST_TEXT;
        for (Iterator<String> texts = found.values().iterator(); texts.hasNext(); ) {
            int length = texts.next().length();
            if (length > room) {
                texts.remove();
            } else {
                room -= length;
            }
        }
        return found;
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return Excerpt.of(ByteBuffer.wrap(bytes));
        }
        if (value instanceof ByteBuffer bytes) {
            return Excerpt.of(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        if (value instanceof Struct struct) {
            return struct.schema().fields().stream()
                    .filter(field -> struct.get(field) != null)
                    .map(field -> field.name() + "=" + text(struct.get(field)))
                    .collect(Collectors.joining(" "));
        }
        return Excerpt.of(value.toString());
    }
}
