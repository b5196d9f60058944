// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.KeyLayout;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes records of one export's rows; what is the same for all of them is decided once. */
public final class RowMapper {
    private final Map<String, String> partition;
    private final String topic;
    private final Optional<KeyLayout> key;
    private final Schema keySchema;

    RowMapper(Map<String, String> partition, String topic, Optional<KeyLayout> key) {
        this.partition = partition;
        this.topic = topic;
        this.key = key;
        // Connect's own form of "no key".
        this.keySchema = key.map(KeyLayout::schema).orElse(null);
    }

    public SourceRecord record(Struct row, SourceOffset behind) {
        Struct rowKey = key.isPresent() ? key.get().key(row) : null;
        return new SourceRecord(partition, behind.toMap(), topic, keySchema, rowKey, row.schema(), row);
    }
}
