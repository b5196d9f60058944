// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What identifies a table's offset in Connect: another watermark column orders the rows otherwise, so it is another
 * partition and starts anew.
 *
 * @param watermarkColumn empty where whole tables are read
 */
public record SourcePartition(String database, TableId table, Optional<String> watermarkColumn, Shard shard) {
    /** Of a table in one piece. */
    public SourcePartition(String database, TableId table, Optional<String> watermarkColumn) {
        this(database, table, watermarkColumn, Shard.ONLY);
    }

    public SourcePartition(String database, TableId table, String watermarkColumn) {
        this(database, table, Optional.of(watermarkColumn));
    }

    /** The same table's, of another of its parts. */
    public SourcePartition of(Shard other) {
        return new SourcePartition(database, table, watermarkColumn, other);
    }

    /**
     * Connect's form. Connect finds an offset by the bytes of its partition's JSON, so the order of the keys matters: it
     * must be the same in every JVM, and the one that Connect itself uses when it reads a partition back, a plain
     * HashMap's.
     */
    public Map<String, String> toMap() {
        Map<String, String> map = new HashMap<>();
        map.put("database", database);
        // Two keys: "a.b"."c" and "a"."b.c" are different tables.
        map.put("schema", table.schema());
        map.put("table", table.name());
        watermarkColumn.ifPresent(column -> map.put("watermark", column));
        if (!shard.isOnly()) {
            map.put("shard", shard.name());
        }
        return map;
    }
}
