// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What identifies a table's offset in Connect: another watermark column orders the rows otherwise, so it is another
 * partition and starts anew. A query's text is not part of it, but kept in each offset: a changed query must find the
 * offset of the one before, to be told apart from a new one.
 *
 * @param watermarkColumn empty where whole tables are read
 * @param queryHash of a query's text ({@link connect.redshift.table.QueryText#hash}); empty for a table
 */
public record SourcePartition(
        String database, TableId table, Optional<String> watermarkColumn, Shard shard, Optional<String> queryHash) {
    /** The key of an offset that keeps the hash. */
    public static final String QUERY_HASH = "query_hash";

    /** Of a table in one piece. */
    public SourcePartition(String database, TableId table, Optional<String> watermarkColumn) {
        this(database, table, watermarkColumn, Shard.ONLY, Optional.empty());
    }

    public SourcePartition(String database, TableId table, String watermarkColumn) {
        this(database, table, Optional.of(watermarkColumn));
    }

    /** An offset of this partition in Connect's form; it does not change. */
    Map<String, Object> offset(SourceOffset offset) {
        return new OffsetMap(this, offset);
    }

    /** The same table's, of another of its parts. */
    public SourcePartition of(Shard other) {
        return new SourcePartition(database, table, watermarkColumn, other, queryHash);
    }

    /**
     * Connect's form. Connect finds an offset by the bytes of its partition's JSON, so the order of the keys matters: it
     * must be the same in every JVM, and the one that Connect itself uses when it reads a partition back, a plain
     * HashMap's.
     */
    public Map<String, String> toMap() {
        Map<String, String> map = new HashMap<>();
        map.put("database", database);
        if (table.isQuery()) {
            map.put("query", table.name());
        } else {
            // Two keys: "a.b"."c" and "a"."b.c" are different tables.
            map.put("schema", table.schema());
            map.put("table", table.name());
        }
        watermarkColumn.ifPresent(column -> map.put("watermark", column));
        if (!shard.isOnly()) {
            map.put("shard", shard.name());
        }
        return map;
    }
}
