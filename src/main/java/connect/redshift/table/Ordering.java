// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/** In what sense a column's values order change: decides how its watermark is written in SQL and bounded. */
public enum Ordering {
    /** Wall-clock time in the zone that {@code db.timezone} names. */
    TIMESTAMP,
    /** An instant. */
    TIMESTAMPTZ,
    /** A day in the zone that {@code db.timezone} names. */
    DATE,
    NUMBER,
    /** Compared by Redshift, byte by byte unless the column has another collation. */
    TEXT;

    /** Whether the clock says how far such a column may be read. */
    public boolean isTime() {
        return this == TIMESTAMP || this == TIMESTAMPTZ || this == DATE;
    }
}
