// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is made of one table, whatever its columns are by now. */
public record TableRules(
        SchemaNames names,
        KeyRules keys,
        ColumnRules columns,
        RowFilter filter,
        TypeOptions types,
        SchemaEvolution evolution) {
    /** Rules under which records follow the table. */
    public TableRules(SchemaNames names, KeyRules keys, ColumnRules columns, RowFilter filter, TypeOptions types) {
        this(names, keys, columns, filter, types, SchemaEvolution.EVOLVE);
    }

    /** Rules for every column and row, with nothing lost. */
    public TableRules(SchemaNames names, KeyRules keys) {
        this(names, keys, ColumnRules.ALL, RowFilter.NONE, TypeOptions.DEFAULT);
    }

    /** The key columns that are named for a table; empty where its declared primary key is its key. */
    public Optional<List<String>> keyColumns(TableId table) {
        return keys.of(table);
    }

    /** Whether the declared primary key matters. */
    boolean wantPrimaryKey(TableId table) {
        return !table.isQuery() && keys.of(table).isEmpty();
    }

    /**
     * What of {@code table} is exported.
     *
     * @param primaryKey as the catalog has it; Redshift does not enforce it, so several rows may have the same key
     */
    public Selection select(Table table, List<String> primaryKey) {
        List<SelectedColumn> selected = types.unsupported().streamed(table.id(), columns.select(table));
        List<Column> arriving = selected.stream().map(SelectedColumn::column).toList();
        Set<String> exported = arriving.stream()
                .filter(column -> !(column.type() instanceof Unsupported))
                .map(Column::name)
                .collect(Collectors.toUnmodifiableSet());
        List<String> key = keys.of(table.id()).orElse(List.of());
        key.forEach(column -> requireExported(table, exported, column));
        // Here, too: once rows are unloaded, they would be so again and again for nothing.
        names.fields().requireDistinctFields(names.value(), arriving);
        return new Selection(
                table.relation(),
                selected,
                key.isEmpty() && exported.containsAll(primaryKey) ? primaryKey : key,
                filter);
    }

    /** What a user should know about {@code table} under these rules; refuses what {@link #select} refuses. */
    Optional<String> remark(Table table) {
        return types.unsupported().remark(table.id(), columns.select(table));
    }

    private void requireExported(Table table, Set<String> exported, String column) {
        if (table.column(column).isEmpty()) {
            throw new CatalogException(
                    keys.setting(),
                    "%s has no column \"%s\" (%s). It has: %s."
                            .formatted(table.id().asSubject(), column, keys.setting(), table.columnNames()));
        }
        if (!exported.contains(column)) {
            throw new CatalogException(
                    keys.setting(),
                    ("Column \"%s\" of %s is part of its key (%s) but is not exported"
                                    + " (column.include.list, column.exclude.list, unsupported.types).")
                            .formatted(column, table.id().asObject(), keys.setting()));
        }
    }
}
