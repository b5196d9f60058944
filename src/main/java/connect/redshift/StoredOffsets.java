// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.QueriesConfig;
import connect.redshift.record.OffsetCodec;
import connect.redshift.record.ShardLayouts;
import connect.redshift.record.SourceOffset;
import connect.redshift.record.SourcePartition;
import connect.redshift.table.Shard;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** What Connect has stored of a task's tables; each call asks it anew. */
final class StoredOffsets {
    private final OffsetStorageReader reader;
    private final QueriesConfig.Change queries;

    /**
     * @param queries what a changed text of a query does to what is stored of it
     */
    StoredOffsets(OffsetStorageReader reader, QueriesConfig.Change queries) {
        this.reader = reader;
        this.queries = queries;
    }

    Optional<SourceOffset> of(SourcePartition partition) {
        return offset(partition).map(OffsetCodec::parse);
    }

    /** Of all ways in which the partition's table may have been split. */
    ShardLayouts layouts(SourcePartition partition) {
        return partition.table().isQuery() ? ofQuery(partition) : ofTable(partition);
    }

    /** A query is one stream, and what is stored counts only for the text that it has now. */
    private ShardLayouts ofQuery(SourcePartition partition) {
        QueryChange change = new QueryChange(queries, partition);
        return new ShardLayouts(
                partition.table(),
                offset(partition)
                        .filter(change::goesOn)
                        .map(OffsetCodec::parse)
                        .map(known -> Map.of(partition.shard(), known))
                        .orElseGet(Map::of));
    }

    /** With one look at the offsets topic, and held no longer than that takes. */
    private ShardLayouts ofTable(SourcePartition partition) {
        Map<Map<String, String>, Shard> shards = new HashMap<>();
        ShardLayouts.candidates()
                .forEach(shard -> shards.put(partition.of(shard).toMap(), shard));
        Map<Shard, SourceOffset> found = new HashMap<>();
        reader.offsets(shards.keySet()).forEach((key, map) -> {
            if (map != null) {
                found.put(shards.get(key), OffsetCodec.parse(map));
            }
        });
        return new ShardLayouts(partition.table(), found);
    }

    private Optional<Map<String, Object>> offset(SourcePartition partition) {
        return Optional.ofNullable(reader.offset(partition.toMap()));
    }
}
