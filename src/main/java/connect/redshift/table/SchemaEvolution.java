// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Locale;

/** What becomes of a table's records when its columns change. */
public enum SchemaEvolution {
    /** They follow the table. */
    EVOLVE,
    /** They follow it as far as Avro's readers can, and else the table stops. */
    FAIL,
    /** They stay as they were. */
    IGNORE;

    /** As the setting spells it. */
    @Override
    public String toString() {
        return "schema.evolution=" + name().toLowerCase(Locale.ROOT);
    }
}
