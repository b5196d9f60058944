// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;

/**
 * What of a table is exported.
 *
 * @param key names of the columns that make a record's key, in the key's order; empty for records without one
 */
public record Selection(TableId table, List<SelectedColumn> selected, List<String> key, RowFilter filter) {
    public Selection {
        selected = List.copyOf(selected);
        key = List.copyOf(key);
    }

    /** Every column as it is, without a key. */
    public static Selection all(Table table) {
        return new Selection(
                table.id(), table.columns().stream().map(SelectedColumn::plain).toList(), List.of(), RowFilter.NONE);
    }

    /** The same rows with other columns. */
    public Selection with(List<SelectedColumn> others, List<String> otherKey) {
        return new Selection(table, others, otherKey, filter);
    }

    /** The columns as they arrive. */
    public List<Column> columns() {
        return selected.stream().map(SelectedColumn::column).toList();
    }
}
