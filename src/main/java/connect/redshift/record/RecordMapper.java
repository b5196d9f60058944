// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.KeyLayout;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes records of one table: of its rows, or a heartbeat, each with the offset behind it. */
public final class RecordMapper {
    private static final Schema HEARTBEAT_KEY = SchemaBuilder.struct()
            .name("connect.redshift.heartbeat.Key")
            .field("database", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .build();
    private static final Schema HEARTBEAT_VALUE = SchemaBuilder.struct()
            .name("connect.redshift.heartbeat.Value")
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();

    private final SourcePartition partition;
    private final Map<String, String> partitionMap;
    private final String topic;
    private final String heartbeatTopic;
    private final Optional<SourceHeaders> headers;

    /**
     * @param headers for the records of rows; empty for records without any
     */
    public RecordMapper(
            SourcePartition partition, String topic, String heartbeatTopic, Optional<SourceHeaders> headers) {
        this.partition = partition;
        this.partitionMap = partition.toMap();
        this.topic = topic;
        this.heartbeatTopic = heartbeatTopic;
        this.headers = headers;
    }

    /** Makes records of one export's rows. */
    public RowMapper rows(Optional<KeyLayout> key, SourceHeaders.Origin origin) {
        return new RowMapper(partition, topic, key, headers.map(known -> known.rows(origin)));
    }

    /**
     * A record that only carries an offset: Connect stores offsets with records, and some positions have no row.
     *
     * @param millis when it was made, by the worker's clock
     */
    public SourceRecord heartbeat(SourceOffset offset, long millis) {
        Struct key = new Struct(HEARTBEAT_KEY)
                .put("database", partition.database())
                .put("table", partition.table().toString());
        Struct value = new Struct(HEARTBEAT_VALUE).put("ts_ms", millis);
        return new SourceRecord(
                partitionMap,
                partition.offset(offset),
                heartbeatTopic,
                null,
                HEARTBEAT_KEY,
                key,
                HEARTBEAT_VALUE,
                value);
    }
}
