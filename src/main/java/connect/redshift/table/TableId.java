// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.SqlText;

/** A table's name in its database: schema and name, as the catalog spells them. */
public record TableId(String schema, String name) implements Comparable<TableId> {
    public TableId {
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("table \"%s.%s\" lacks a schema or a name".formatted(schema, name));
        }
    }

    /** The name as SQL, both halves quoted. */
    public String sql() {
        return SqlText.identifier(schema) + "." + SqlText.identifier(name);
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
