// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The columns of an export in their order, and the schema of the structs that its rows become: field <i>i</i> is
 * column <i>i</i>.
 */
public record RowLayout(List<Column> columns, Schema schema) {
    public RowLayout {
        columns = List.copyOf(columns);
    }

    /** The layout of rows with these columns under a schema of this name. */
    public static RowLayout of(String schemaName, List<Column> columns) {
        SchemaBuilder builder = SchemaBuilder.struct().name(schemaName);
        for (Column column : columns) {
            builder.field(column.name(), column.type().schema(column.nullable()));
        }
        return new RowLayout(columns, builder.build());
    }

    /**
     * The name of column {@code index} inside a part. Parts carry names of ours, so that no column name of a user can
     * break UNLOAD's manifest or collide after folding.
     */
    public static String alias(int index) {
        return "c" + index;
    }
}
