// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.table.Span;
import java.util.Optional;

/**
 * The rows on the way from one position to another, mostly those with a watermark in ({@code after}, {@code end}]. Both
 * ends are values that Redshift named, so equal watermarks are never split and the same window can be unloaded again.
 *
 * @param end where reading stands when all of this window is out
 */
public record Window(Position after, Position end) {
    public Window {
        Optional<Watermark> lower = after.watermark();
        Optional<Watermark> upper = end.watermark();
        if (lower.isPresent()
                && upper.isPresent()
                && lower.get().ordering() != upper.get().ordering()) {
            throw new IllegalArgumentException("a window cannot reach from a %s to a %s"
                    .formatted(lower.get().ordering(), upper.get().ordering()));
        }
        if (reached(end) instanceof Position.Beginning) {
            throw new IllegalArgumentException("a window cannot reach to the beginning");
        }
    }

    public Window(Position after, Watermark upTo) {
        this(after, new Position.Behind(upTo));
    }

    private static Position reached(Position position) {
        return position instanceof Position.Ended ended ? ended.at() : position;
    }

    /**
     * The condition that selects this window's rows.
     *
     * @param quotedColumn the watermark column; not looked at where the whole table is meant
     */
    public String predicate(String quotedColumn) {
        return switch (kind()) {
            case NULLS -> quotedColumn + " IS NULL";
            case WHOLE -> "1 = 1";
            case WATERMARKS ->
                after(after, quotedColumn) + quotedColumn + " <= "
                        + end.watermark().orElseThrow().sql();
        };
    }

    /** The watermarks of this window's rows, for a query that has a place for them. */
    public Span span() {
        return kind() == Kind.WATERMARKS
                ? new Span(
                        after.watermark().map(Watermark::sql), end.watermark().map(Watermark::sql))
                : Span.ALL;
    }

    /** What a window may be made of. */
    public enum Kind {
        WATERMARKS,
        /** The rows without a watermark. */
        NULLS,
        /** Every row of the table. */
        WHOLE
    }

    public Kind kind() {
        Position reached = reached(end);
        return reached instanceof Position.NullsRead
                ? Kind.NULLS
                : reached instanceof Position.WholeRead ? Kind.WHOLE : Kind.WATERMARKS;
    }

    /** The start of a condition: rows after {@code position}, and nothing where all rows are. */
    static String after(Position position, String quotedColumn) {
        return position.watermark()
                .map(watermark -> quotedColumn + " > " + watermark.sql() + " AND ")
                .orElse("");
    }

    @Override
    public String toString() {
        return kind() == Kind.WATERMARKS ? "(" + after + ", " + end + "]" : end.toString();
    }
}
