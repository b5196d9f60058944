// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * A record's offset in Connect's form, written when somebody looks at it. Every record carries one, and Connect stores the
 * last of a commit alone: to write all of them costs more than decoding a narrow row. Any thread may read it.
 */
final class OffsetMap extends AbstractMap<String, Object> {
    private final SourcePartition partition;
    private final SourceOffset offset;

    OffsetMap(SourcePartition partition, SourceOffset offset) {
        this.partition = partition;
        this.offset = offset;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> map = offset.toMap();
        partition.queryHash().ifPresent(hash -> map.put(SourcePartition.QUERY_HASH, hash));
        return map.entrySet();
    }
}
