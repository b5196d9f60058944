// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the schemas of a table's records are called, and how their fields are named after columns. */
public record SchemaNames(String value, String key, NameAdjustment fields) {
    /** Names, and fields called as their columns are. */
    public SchemaNames(String value, String key) {
        this(value, key, NameAdjustment.NONE);
    }

    /** {@code <prefix>.<schema>.<table>.Value} and {@code .Key}, as Debezium's are; without a schema for a query. */
    public static SchemaNames of(String prefix, TableId table, NameAdjustment schemas, NameAdjustment fields) {
        String adjustedPrefix =
                Arrays.stream(prefix.split("\\.", -1)).map(schemas::adjust).collect(Collectors.joining("."));
        // A dot inside of a table's name separates nothing, so it is adjusted as any other character.
        String name = adjustedPrefix
                + (table.isQuery() ? "" : "." + schemas.adjust(table.schema()))
                + "."
                + schemas.adjust(table.name());
        return new SchemaNames(name + ".Value", name + ".Key", fields);
    }
}
