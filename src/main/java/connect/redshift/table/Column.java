// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/**
 * One column of a table.
 *
 * @param nullable false only where the catalog says NOT NULL, which Redshift enforces
 */
public record Column(String name, ColumnType type, boolean nullable) {
    public Column {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column has no name");
        }
    }
}
