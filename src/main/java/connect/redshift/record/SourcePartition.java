// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.TableId;
import java.util.Map;

/**
 * What identifies a table's offset in Connect: another watermark column orders the rows otherwise, so it is another
 * partition and starts anew.
 */
public record SourcePartition(String database, TableId table, String watermarkColumn) {
    public Map<String, String> toMap() {
        return Map.of("database", database, "table", table.toString(), "watermark", watermarkColumn);
    }
}
