// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.Optional;

/**
 * A user's condition on a table's rows. It stands in brackets on lines of its own, so that a comment at its end hides
 * nothing, and it must be whole, so that no bracket in it can end ours and let rows of other windows in.
 */
public record RowFilter(Optional<String> condition) {
    /** Lets every row through. */
    public static final RowFilter NONE = new RowFilter(Optional.empty());

    /** A condition; throws {@link IllegalArgumentException} for what cannot be a whole one. */
    public static RowFilter parse(String condition) {
        List<SqlPieces.Piece> pieces = SqlPieces.of(condition);
        SqlPieces.requireBalance(pieces);
        if (pieces.stream().anyMatch(piece -> piece.is(";"))) {
            throw new IllegalArgumentException("it has a \";\" too many");
        }
        return new RowFilter(Optional.of(condition));
    }

    /** The rows of this filter for which {@code own}, a whole condition of ours, is true as well. */
    public RowFilter narrowed(String own) {
        return new RowFilter(
                Optional.of(condition.map(text -> "(\n" + text + "\n) AND ").orElse("") + own));
    }

    /** What follows another condition. */
    public String and() {
        return condition.map(text -> " AND (\n" + text + "\n)").orElse("");
    }

    /** What follows a statement without a condition. */
    public String where() {
        return condition.map(text -> "\nWHERE (\n" + text + "\n)").orElse("");
    }
}
