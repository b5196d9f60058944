// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which columns are exported and what becomes of them: expressions that must match the whole of schema.table.column.
 * Capitals do not matter, as with Debezium: a column that is to be kept secret must not slip through by its spelling.
 *
 * @param include empty for every column
 */
public record ColumnRules(List<Pattern> include, List<Pattern> exclude, List<ColumnMask> masks) {
    /** Every column as it is. */
    public static final ColumnRules ALL = new ColumnRules(List.of(), List.of(), List.of());

    public ColumnRules {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        masks = List.copyOf(masks);
    }

    /** An expression as these rules match it. */
    public static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    List<SelectedColumn> select(Table table) {
        List<SelectedColumn> selected = new ArrayList<>();
        for (Column column : table.columns()) {
            String name = table.id() + "." + column.name();
            if ((include.isEmpty() || matches(include, name)) && !matches(exclude, name)) {
                selected.add(select(table.id(), column, name));
            }
        }
        if (selected.isEmpty()) {
            boolean included = include.isEmpty()
                    || table.columns().stream().anyMatch(column -> matches(include, table.id() + "." + column.name()));
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

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}
