// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The columns of an export in their order, what decodes their values, and the schema of the structs that its rows
 * become: field <i>i</i> is column <i>i</i>.
 */
public record RowLayout(List<Column> columns, List<ColumnDecoder> decoders, Schema schema) {
    public RowLayout {
        columns = List.copyOf(columns);
        decoders = List.copyOf(decoders);
    }

    /** The layout of rows with these columns under a schema of this name, with nothing lost. */
    public static RowLayout of(String schemaName, List<Column> columns) {
        return of(schemaName, columns, TypeOptions.DEFAULT);
    }

    /** The layout of rows with these columns under a schema of this name. */
    public static RowLayout of(String schemaName, List<Column> columns, TypeOptions options) {
        return of(schemaName, columns, options, NameAdjustment.NONE);
    }

    /** The same with fields of adjusted names; refuses two columns whose fields would be called alike. */
    static RowLayout of(String schemaName, List<Column> columns, TypeOptions options, NameAdjustment names) {
        SchemaBuilder builder = SchemaBuilder.struct().name(schemaName);
        List<ColumnDecoder> decoders = new ArrayList<>();
        names.requireDistinctFields(schemaName, columns);
        for (Column column : columns) {
            ValueForm form = column.type().form(options);
            Schema schema = finished(form.schema(), column, options);
            builder.field(names.adjust(column.name()), schema);
            decoders.add(form.decoder().apply(schema));
        }
        return new RowLayout(columns, decoders, builder.build());
    }

    private static Schema finished(SchemaBuilder schema, Column column, TypeOptions options) {
        if (options.sourceType()) {
            SourceType.propagate(column.type().fieldType(), schema);
        }
        return column.nullable() ? schema.optional().build() : schema.build();
    }

    /**
     * The name of column {@code index} inside a part. Parts carry names of ours, so that no column name of a user can
     * break UNLOAD's manifest or collide after folding.
     */
    public static String alias(int index) {
        return "c" + index;
    }
}
