// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.SqlText;

/**
 * One column of an export.
 *
 * @param column what it is when it arrives
 * @param expression what UNLOAD selects for it
 */
public record SelectedColumn(Column column, String expression) {
    static SelectedColumn plain(Column column) {
        return new SelectedColumn(column, column.type().selectExpression(SqlText.identifier(column.name())));
    }

    /** A column that the table does not have any more, as NULL. */
    public static SelectedColumn missing(Column column) {
        return new SelectedColumn(column, Unsupported.NULL);
    }

    /** The same values as another column. */
    public SelectedColumn as(Column other) {
        return new SelectedColumn(other, expression);
    }
}
