// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.SqlText;

/**
 * What a stream of rows is known by: a table's schema and name in its database, as the catalog spells them, or the name
 * that a user gave to a query. No two of them are the same text: a table's has a dot, and a query's none.
 *
 * @param schema empty for a query
 */
public record TableId(String schema, String name) implements Comparable<TableId> {
    public TableId {
        if (name.isEmpty() || (schema.isEmpty() && !isQueryName(name))) {
            throw new IllegalArgumentException("table \"%s.%s\" lacks a schema or a name".formatted(schema, name));
        }
    }

    /** A query's; its name must be a {@linkplain #isQueryName query's name}. */
    public static TableId ofQuery(String name) {
        return new TableId("", name);
    }

    /** Letters, digits, hyphens and underscores: good in a setting, a topic and an S3 key, and no table's name. */
    public static boolean isQueryName(String name) {
        return name.matches("[A-Za-z0-9_-]{1,100}");
    }

    public boolean isQuery() {
        return schema.isEmpty();
    }

    /** A table's name as SQL, both halves quoted; a query has none. */
    String sql() {
        return SqlText.identifier(schema) + "." + SqlText.identifier(name);
    }

    /** A setting of a query, such as {@code query.recent_orders.sql}. */
    public String querySetting(String setting) {
        return "query." + name + "." + setting;
    }

    /** What messages call it inside of a sentence. */
    public String asObject() {
        return (isQuery() ? "query \"" : "table \"") + this + "\"";
    }

    /** What messages call it at a sentence's beginning. */
    public String asSubject() {
        return (isQuery() ? "Query \"" : "Table \"") + this + "\"";
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return isQuery() ? name : schema + "." + name;
    }
}
