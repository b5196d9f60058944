// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Which columns are exported and what becomes of them: expressions that must match the whole of schema.table.column.
 * Capitals do not matter, as with Debezium: a column that is to be kept secret must not slip through by its spelling.
 *
 * @param include empty for every column
 * @param own what the table's group says besides
 */
public record ColumnRules(List<NamePattern> include, List<NamePattern> exclude, List<ColumnMask> masks, Own own) {
    /** Every column as it is. */
    public static final ColumnRules ALL = new ColumnRules(List.of(), List.of(), List.of());

    /**
     * Expressions of a group of tables, which must match the whole of a column's own name. What is excluded for all
     * tables stays so: a group can keep more columns secret, and bring none back.
     *
     * @param include instead of what is included for all tables; empty for that
     * @param exclude besides what is excluded for all tables
     */
    public record Own(List<NamePattern> include, List<NamePattern> exclude) {
        public static final Own NONE = new Own(List.of(), List.of());

        public Own {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }
    }

    public ColumnRules {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        masks = List.copyOf(masks);
    }

    /** Rules for tables of no group. */
    public ColumnRules(List<NamePattern> include, List<NamePattern> exclude, List<ColumnMask> masks) {
        this(include, exclude, masks, Own.NONE);
    }

    /** The same for the tables of a group. */
    public ColumnRules with(Own others) {
        return new ColumnRules(include, exclude, masks, others);
    }

    /** An expression as these rules match it; throws {@link IllegalArgumentException} that says what is wrong with it. */
    public static NamePattern pattern(String expression) {
        return NamePattern.ignoringCase(expression);
    }

    List<SelectedColumn> select(Table table) {
        List<SelectedColumn> selected = new ArrayList<>();
        for (Column column : table.columns()) {
            String name = table.id() + "." + column.name();
            if (includes(column, name) && !matches(exclude, name) && !matches(own.exclude(), column.name())) {
                selected.add(select(table.id(), column, name));
            }
        }
        if (selected.isEmpty()) {
            boolean included =
                    table.columns().stream().anyMatch(column -> includes(column, table.id() + "." + column.name()));
            throw new CatalogException(
                    included ? "column.exclude.list" : "column.include.list",
                    "%s has no column left to export (column.include.list, column.exclude.list). It has: %s."
                            .formatted(table.id().asSubject(), table.columnNames()));
        }
        return selected;
    }

    private SelectedColumn select(TableId table, Column column, String name) {
        List<ColumnMask> found =
                masks.stream().filter(mask -> matches(mask.columns(), name)).toList();
        if (found.size() > 1) {
            throw new CatalogException(
                    found.get(0).setting(),
                    "Column \"%s\" of %s is masked twice, by %s; one of them must go."
                            .formatted(
                                    column.name(),
                                    table.asObject(),
                                    String.join(
                                            " and ",
                                            found.stream()
                                                    .map(ColumnMask::setting)
                                                    .toList())));
        }
        return found.isEmpty() ? SelectedColumn.plain(column) : found.get(0).mask(table, column);
    }

    private boolean includes(Column column, String name) {
        return own.include().isEmpty()
                ? include.isEmpty() || matches(include, name)
                : matches(own.include(), column.name());
    }

    private static boolean matches(List<NamePattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }
}
