// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is made of one table, whatever its columns are by now. */
public record TableRules(SchemaNames names, KeyRules keys) {
    /** Whether the declared primary key matters. */
    boolean wantPrimaryKey(TableId table) {
        return keys.of(table).isEmpty();
    }

    /**
     * What of {@code table} is exported.
     *
     * @param primaryKey as the catalog has it; Redshift does not enforce it, so several rows may have the same key
     */
    public Selection select(Table table, List<String> primaryKey) {
        List<SelectedColumn> selected =
                table.columns().stream().map(SelectedColumn::plain).toList();
        return new Selection(table.id(), selected, key(table, primaryKey));
    }

    private List<String> key(Table table, List<String> primaryKey) {
        Set<String> there =
                new HashSet<>(table.columns().stream().map(Column::name).toList());
        List<String> key = keys.of(table.id()).orElse(List.of());
        for (String column : key) {
            if (!there.contains(column)) {
                throw new CatalogException("Table \"%s\" has no column \"%s\" (message.key.columns). It has: %s."
                        .formatted(
                                table.id(),
                                column,
                                table.columns().stream().map(Column::name).collect(Collectors.joining(", "))));
            }
        }
        return key.isEmpty() && there.containsAll(primaryKey) ? primaryKey : key;
    }
}
