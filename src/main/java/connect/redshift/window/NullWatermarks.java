// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

/** What becomes of rows whose watermark is NULL: no window between two values has them. */
public enum NullWatermarks {
    /** There cannot be any: the column is NOT NULL. */
    NONE,
    /** They are left alone; one warning says how many there are. */
    IGNORE,
    /** While there are any, the table is not read. */
    FAIL,
    /** Those that are there when the table is read from its beginning are sent once. */
    SEND
}
