// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Offsets behind one export's rows, in Connect's form. Connect keeps one with every record until it is written, and
 * looks into the last one only when it stores offsets; so the rows of a part share all but their number. Used by one
 * thread; what it gives is immutable.
 */
final class RowOffsets {
    private final SourcePartition partition;
    private SourceOffset.Reading first;
    private Map<String, Object> shared = Map.of();

    RowOffsets(SourcePartition partition) {
        this.partition = partition;
    }

    Map<String, Object> of(SourceOffset behind) {
        if (!(behind instanceof SourceOffset.Reading reading)) {
            return partition.offset(behind);
        }
        if (first == null || !differInRowsOnly(first, reading)) {
            first = reading;
            shared = partition.offset(reading);
        }
        return new OfRow(shared, reading.rows());
    }

    /** All but the numbers come from the same objects, row after row; others that are equal only cost a new map. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean differInRowsOnly(SourceOffset.Reading one, SourceOffset.Reading other) {
        return one.part() == other.part()
                && one.export().equals(other.export())
                && one.window() == other.window()
                && one.sharding() == other.sharding();
    }

    private static final class OfRow extends AbstractMap<String, Object> {
        private final Map<String, Object> shared;
        private final long rows;

        OfRow(Map<String, Object> shared, long rows) {
            this.shared = shared;
            this.rows = rows;
        }

        @Override
        public Object get(Object key) {
            return OffsetCodec.ROWS.equals(key) ? Long.valueOf(rows) : shared.get(key);
        }

        @Override
        public boolean containsKey(Object key) {
            return shared.containsKey(key);
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            Map<String, Object> all = new HashMap<>(shared);
            all.put(OffsetCodec.ROWS, rows);
            return Collections.unmodifiableMap(all).entrySet();
        }
    }
}
