// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import org.apache.parquet.schema.PrimitiveType;

/**
 * One page's values that are not null, in order. What kind of page it is was decided once: each subclass is one tight
 * loop over bytes. A loop that a refused value ends leaves the page standing at that value.
 */
abstract class PageValues {
    final PrimitiveType type;
    final PhysicalForm form;
    /** How many values the last call of {@link #read} filled in. */
    private int filled;

    PageValues(PrimitiveType type, PhysicalForm form) {
        this.type = type;
        this.form = form;
    }

    /** How many values the last call of {@link #read} filled in, also when it threw. */
    int filled() {
        return filled;
    }

    /**
     * Fills {@code target} from its start; throws what the column's form throws for a value it refuses, which lies behind
     * those that were {@link #filled}.
     */
    final void read(Object[] target, int count) {
        filled = 0;
        fill(target, count);
    }

    /** Calls {@link #filled(int)} at its end, however it ends. */
    abstract void fill(Object[] target, int count);

    void filled(int count) {
        filled = count;
    }

    abstract void skip(int count);

    /** The value that {@link #read} has just refused, as StagedText takes it; goes on behind it. */
    abstract Object passOver();
}
