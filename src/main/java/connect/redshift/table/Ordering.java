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

    /** A number has no more digits. */
    private static final String NINES = "9".repeat(38);

    /** As SQL, a value that no watermark is smaller than (developer guide, "Datetime types" and "Numeric types"). */
    String least() {
        return switch (this) {
            case TIMESTAMP -> "'4713-01-01 00:00:00 BC'::timestamp";
            case TIMESTAMPTZ -> "'4713-01-01 00:00:00+00 BC'::timestamptz";
            case DATE -> "'4713-01-01 BC'::date";
            case NUMBER -> "-" + NINES;
            case TEXT -> throw new IllegalStateException("a text has none");
        };
    }

    /** As SQL, a value that no watermark is greater than. */
    String greatest() {
        return switch (this) {
            case TIMESTAMP -> "'294276-12-31 23:59:59.999999'::timestamp";
            case TIMESTAMPTZ -> "'294276-12-31 23:59:59.999999+00'::timestamptz";
            case DATE -> "'294276-12-31'::date";
            case NUMBER -> NINES;
            case TEXT -> throw new IllegalStateException("a text has none");
        };
    }

    /** Whether the clock says how far such a column may be read. */
    public boolean isTime() {
        return this == TIMESTAMP || this == TIMESTAMPTZ || this == DATE;
    }
}
