// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/**
 * One column of a table.
 *
 * @param nullable false only where the catalog says NOT NULL, which Redshift enforces, and the type can be trusted with it
 */
public record Column(String name, ColumnType type, boolean nullable) {
    public Column {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column has no name");
        }
        nullable = type.nullable(nullable);
    }

    /** The column as its field shows it. */
    public Column asField() {
        return new Column(name, type.fieldType(), nullable);
    }

    /** Its type as DDL has it. */
    public String definition() {
        return type.sqlName() + (nullable ? "" : " NOT NULL");
    }
}
