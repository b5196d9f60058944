// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Redshift's type as parameters of a field's schema, under the names of Debezium's column.propagate.source.type. */
final class SourceType {
    private static final String PREFIX = "__debezium.source.column.";
    private static final Pattern NAME = Pattern.compile("([^(]+)(?:\\((\\d+)(?:,(\\d+))?\\))?");

    private SourceType() {}

    static void propagate(ColumnType type, SchemaBuilder schema) {
        Matcher name = NAME.matcher(type.sqlName());
        if (!name.matches()) {
            schema.parameter(PREFIX + "type", type.sqlName());
            return;
        }
        schema.parameter(PREFIX + "type", name.group(1).toUpperCase(Locale.ROOT));
        if (name.group(2) != null) {
            schema.parameter(PREFIX + "length", name.group(2));
        }
        if (name.group(3) != null) {
            schema.parameter(PREFIX + "scale", name.group(3));
        }
    }
}
