// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

/** How far a table has been read: what lies behind it is out, what lies after it is still to come. */
public sealed interface Position {
    /** Nothing has been read; every row is still to come. */
    record Beginning() implements Position {
        @Override
        public String toString() {
            return "the beginning";
        }
    }

    /** Every row whose watermark is not greater than this one is out. */
    record Behind(Watermark watermark) implements Position {
        @Override
        public String toString() {
            return watermark.toString();
        }
    }
}
