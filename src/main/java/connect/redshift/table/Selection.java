// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What of a table is exported.
 *
 * @param key names of the columns that make a record's key, in the key's order; empty for records without one
 */
public record Selection(Relation relation, List<SelectedColumn> selected, List<String> key, RowFilter filter) {
    public Selection {
        selected = List.copyOf(selected);
        key = List.copyOf(key);
    }

    /** Of a table that has this name in its database. */
    public Selection(TableId table, List<SelectedColumn> selected, List<String> key, RowFilter filter) {
        this(new Relation.Named(table), selected, key, filter);
    }

    public TableId table() {
        return relation.id();
    }

    /** Every column as it is, without a key. */
    public static Selection all(Table table) {
        return new Selection(
                table.relation(),
                table.columns().stream().map(SelectedColumn::plain).toList(),
                List.of(),
                RowFilter.NONE);
    }

    /**
     * The query for the rows for which both {@code condition} and the filter are true.
     *
     * @param span of the rows that {@code condition} lets through
     */
    public String sql(String condition, Span span) {
        String list = IntStream.range(0, selected.size())
                .mapToObj(index -> selected.get(index).expression() + " AS " + RowLayout.alias(index))
                .collect(Collectors.joining(", "));
        return "SELECT " + list + " FROM " + relation.sql(span) + " WHERE " + condition + filter.and();
    }

    /**
     * Refuses to be exported by a statement that is too long.
     *
     * @param bytes of the statement in UTF-8
     * @param longest bytes that a statement may have
     */
    public void requireFits(int bytes, int longest) {
        if (bytes > longest) {
            throw new CatalogException(
                    "column.exclude.list",
                    ("The UNLOAD of %s with its %d columns has %d bytes in UTF-8; a statement may have %d."
                                    + " Leave columns out with column.exclude.list; a mask or filter takes its part, too.")
                            .formatted(table().asObject(), selected.size(), bytes, longest));
        }
    }

    /** The same columns of all rows. */
    public Selection unfiltered() {
        return with(RowFilter.NONE);
    }

    /** The same columns of other rows. */
    public Selection with(RowFilter other) {
        return new Selection(relation, selected, key, other);
    }

    /** The same rows with other columns. */
    public Selection with(List<SelectedColumn> others, List<String> otherKey) {
        return new Selection(relation, others, otherKey, filter);
    }

    /** The columns as they arrive. */
    public List<Column> columns() {
        return selected.stream().map(SelectedColumn::column).toList();
    }
}
