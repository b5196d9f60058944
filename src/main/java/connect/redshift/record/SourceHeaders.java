// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.window.Window;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.header.ConnectHeaders;

/**
 * Where a table's rows come from, as headers of their records. The names are those that Debezium's users know from
 * {@code add.headers}: two underscores and the field of its source struct, and our own words where it has none.
 */
public final class SourceHeaders {
    private final ConnectHeaders ofTable = new ConnectHeaders();

    /**
     * Where the rows of one export come from.
     *
     * @param unloaded when its UNLOAD was handed to Redshift, if that is known
     */
    public record Origin(String export, Window window, Optional<Instant> unloaded) {}

    /**
     * @param version the connector's
     */
    public SourceHeaders(String version, SourcePartition partition) {
        ofTable.addString("__version", version).addString("__db", partition.database());
        if (partition.table().isQuery()) {
            ofTable.addString("__query", partition.table().name());
        } else {
            ofTable.addString("__schema", partition.table().schema())
                    .addString("__table", partition.table().name());
        }
        if (!partition.shard().isOnly()) {
            ofTable.addString("__shard", partition.shard().name());
        }
    }

    /** The headers of an export's rows; used by one thread. */
    OfRows rows(Origin origin) {
        ConnectHeaders ofExport = new ConnectHeaders(ofTable);
        // A whole table, or its rows without a watermark, lie between no two.
        origin.window().after().watermark().ifPresent(after -> ofExport.addString("__window_after", after.text()));
        origin.window().end().watermark().ifPresent(end -> ofExport.addString("__window_up_to", end.text()));
        ofExport.addString("__export", origin.export());
        origin.unloaded().ifPresent(time -> ofExport.addLong("__unload_ts_ms", time.toEpochMilli()));
        return new OfRows(ofExport);
    }

    /** Headers row by row. All but the row's own is made once for a part; each record has a list of its own to change. */
    static final class OfRows {
        private final ConnectHeaders ofExport;
        private ConnectHeaders ofPart;
        private int part = -1;

        private OfRows(ConnectHeaders ofExport) {
            this.ofExport = ofExport;
            this.ofPart = ofExport;
        }

        /**
         * @param index of the part in the export, from 0
         * @param row of the part, from 0
         */
        ConnectHeaders of(int index, long row) {
            if (index != part) {
                part = index;
                ofPart = new ConnectHeaders(ofExport);
                ofPart.addInt("__part", index);
            }
            ConnectHeaders headers = new ConnectHeaders(ofPart);
            headers.addLong("__row", row);
            return headers;
        }
    }
}
