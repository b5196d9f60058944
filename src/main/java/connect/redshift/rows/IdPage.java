// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import org.apache.parquet.schema.PrimitiveType;

/** Numbers that stand for values: ids of a dictionary's entries, or booleans in runs. */
final class IdPage extends PageValues {
    private static final int AT_ONCE = 1_024;

    private final HybridNumbers numbers;
    private final Entries entries;
    private final int[] ids = new int[AT_ONCE];
    private int next;
    private int known;

    IdPage(PrimitiveType type, PhysicalForm form, HybridNumbers numbers, Entries entries) {
        super(type, form);
        this.numbers = numbers;
        this.entries = entries;
    }

    @Override
    void fill(Object[] target, int count) {
        int i = 0;
        try {
            while (i < count) {
                know();
                for (int end = Math.min(count, i + known - next); i < end; i++, next++) {
                    target[i] = entries.get(ids[next]);
                }
            }
        } finally {
            filled(i);
        }
    }

    private void know() {
        if (next == known) {
            known = numbers.read(ids);
            next = 0;
        }
    }

    @Override
    void skip(int count) {
        int left = count;
        while (left > 0) {
            know();
            int now = Math.min(left, known - next);
            next += now;
            left -= now;
        }
    }

    @Override
    Object passOver() {
        return entries.staged(ids[next++]);
    }
}
