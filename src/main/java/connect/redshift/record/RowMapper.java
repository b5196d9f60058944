// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.KeyLayout;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes records of one export's rows, on one thread; what is the same for all of them is decided once. */
public final class RowMapper {
    private final Map<String, String> partitionMap;
    private final RowOffsets offsets;
    private final String topic;
    private final Optional<KeyLayout> key;
    private final Schema keySchema;
    private final Optional<SourceHeaders.OfRows> headers;

    RowMapper(
            SourcePartition partition, String topic, Optional<KeyLayout> key, Optional<SourceHeaders.OfRows> headers) {
        this.partitionMap = partition.toMap();
        this.offsets = new RowOffsets(partition);
        this.topic = topic;
        this.key = key;
        // Connect's own form of "no key".
        this.keySchema = key.map(KeyLayout::schema).orElse(null);
        this.headers = headers;
    }

    /**
     * The record of one row.
     *
     * @param part index of the row's part in its export, from 0
     * @param index of the row in that part, from 0
     * @param behind where reading stands with this record out
     */
    public SourceRecord record(Struct row, int part, long index, SourceOffset behind) {
        Struct rowKey = key.isPresent() ? key.get().key(row) : null;
        ConnectHeaders rowHeaders = headers.isPresent() ? headers.get().of(part, index) : null;
        return new SourceRecord(
                partitionMap, offsets.of(behind), topic, null, keySchema, rowKey, row.schema(), row, null, rowHeaders);
    }
}
