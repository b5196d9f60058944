// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;

/**
 * One Redshift type: how its column is selected, in what sense it orders change, and what its values become. {@link
 * ColumnTypeName} knows what catalogs call them.
 */
public sealed interface ColumnType
        permits IntegerType, FractionType, Bool, TextType, TimeType, BinaryType, Unsupported, Promoted {
    /** Redshift's name of the type, as {@link ColumnTypeName#parse} reads it back. */
    String sqlName();

    /** The schema and the decoder of values, under the user's options. */
    ValueForm form(TypeOptions options);

    /** The type whose field its values stand in. */
    default ColumnType fieldType() {
        return this;
    }

    /** The expression that UNLOAD selects for a column, given its quoted name. */
    default String selectExpression(String quotedColumn) {
        return quotedColumn;
    }

    /** Empty where a column of this type cannot be a watermark. */
    default Optional<Ordering> ordering() {
        return Optional.empty();
    }

    /** Whether NULL may arrive, given what the catalog says. */
    default boolean nullable(boolean inCatalog) {
        return inCatalog;
    }
}
