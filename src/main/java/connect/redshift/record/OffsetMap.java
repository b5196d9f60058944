// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A record's offset in Connect's form, written when somebody looks at it. Every record carries one, and Connect stores the
 * last of a commit alone: to write all of them costs more than decoding a narrow row. Any thread may read it.
 */
final class OffsetMap extends AbstractMap<String, Object> {
    private final Supplier<Map<String, Object>> writing;

    OffsetMap(Supplier<Map<String, Object>> writing) {
        this.writing = writing;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return writing.get().entrySet();
    }
}
