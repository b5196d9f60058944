// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * The key of a table's records: some of a row's fields, in the key's own order and with their own types. A column that
 * may be NULL is an optional field, so a row with NULL in it has a key, too: with null in that field.
 *
 * @param fields of the row, one for each field of {@code schema}
 * @param slots to fill those fields of {@code schema} by
 */
public record KeyLayout(Schema schema, List<Field> fields, List<Field> slots) {
    public KeyLayout {
        fields = List.copyOf(fields);
        slots = List.copyOf(slots);
    }

    static KeyLayout of(String schemaName, RowLayout row, List<String> columns) {
        List<String> names = row.columns().stream().map(Column::name).toList();
        List<Field> fields = columns.stream()
                .map(column -> row.schema().fields().get(names.indexOf(column)))
                .toList();
        SchemaBuilder builder = SchemaBuilder.struct().name(schemaName);
        fields.forEach(field -> builder.field(field.name(), field.schema()));
        Schema schema = builder.build();
        return new KeyLayout(
                schema, fields, schema.fields().stream().map(Slots::of).toList());
    }

    /** The key of one row. */
    public Struct key(Struct row) {
        Struct key = new Struct(schema);
        for (int index = 0; index < fields.size(); index++) {
            key.put(slots.get(index), row.get(fields.get(index)));
        }
        return key;
    }
}
