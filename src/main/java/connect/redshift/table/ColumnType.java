// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * One Redshift type: how its column is selected, what schema it has, in what sense it orders change, and how a staged
 * value becomes a Connect value. {@link ColumnTypeName} knows what catalogs call them.
 */
public sealed interface ColumnType extends ColumnDecoder permits IntegerType, FractionType, Bool, TextType, TimeType {
    /** Redshift's name of the type, as {@link ColumnTypeName#parse} reads it back. */
    String sqlName();

    SchemaBuilder schemaBuilder();

    default Schema schema(boolean nullable) {
        return nullable ? schemaBuilder().optional().build() : schemaBuilder().build();
    }

    /** The expression that UNLOAD selects for a column, given its quoted name. */
    default String selectExpression(String quotedColumn) {
        return quotedColumn;
    }

    /** Empty where a column of this type cannot be a watermark. */
    default Optional<Ordering> ordering() {
        return Optional.empty();
    }
}
