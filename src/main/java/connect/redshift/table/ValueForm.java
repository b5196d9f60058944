// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * What the values of a type become under the user's options.
 *
 * @param schema this form's own builder, which the column finishes
 * @param decoder made for the finished schema, since a struct must name the very schema of its field
 */
public record ValueForm(SchemaBuilder schema, Function<Schema, ColumnDecoder> decoder) {
    ValueForm(SchemaBuilder schema, ColumnDecoder decoder) {
        this(schema, finished -> decoder);
    }
}
