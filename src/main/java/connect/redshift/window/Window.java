// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

/**
 * The rows with a watermark in ({@code after}, {@code upTo}]: both ends are values that Redshift named, so equal
 * watermarks are never split and the same window can be unloaded again.
 */
public record Window(Position after, Watermark upTo) {
    public Window {
        if (after instanceof Position.Behind behind && behind.watermark().ordering() != upTo.ordering()) {
            throw new IllegalArgumentException("a window cannot reach from a %s to a %s"
                    .formatted(behind.watermark().ordering(), upTo.ordering()));
        }
    }

    /** Where reading stands when all of this window is out. */
    public Position end() {
        return new Position.Behind(upTo);
    }

    /** The condition that selects this window's rows. */
    public String predicate(String quotedColumn) {
        return after(after, quotedColumn) + quotedColumn + " <= " + upTo.sql();
    }

    /** The start of a condition: rows after {@code position}, and nothing where all rows are. */
    static String after(Position position, String quotedColumn) {
        return position instanceof Position.Behind behind
                ? quotedColumn + " > " + behind.watermark().sql() + " AND "
                : "";
    }

    @Override
    public String toString() {
        return "(" + after + ", " + upTo + "]";
    }
}
