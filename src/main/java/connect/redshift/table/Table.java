// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table, or a query in its place, as Redshift described it at one moment; columns in Redshift's order. */
public record Table(Relation relation, List<Column> columns) {
    public Table {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException(relation.id().asObject() + " has no columns");
        }
    }

    /** A table that has this name in its database. */
    public Table(TableId id, List<Column> columns) {
        this(new Relation.Named(id), columns);
    }

    public TableId id() {
        return relation.id();
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** The columns' names, as messages list them. */
    String columnNames() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** In what sense the watermark column orders change; refuses a column that is not there or orders nothing. */
    public Ordering ordering(String watermarkColumn) {
        Column column = column(watermarkColumn)
                .orElseThrow(() -> new CatalogException("%s has no column \"%s\" (watermark.column). It has: %s."
                        .formatted(id().asSubject(), watermarkColumn, columnNames())));
        return column.type()
                .ordering()
                .orElseThrow(() -> new CatalogException(
                        ("Column \"%s\" (watermark.column) of %s is a %s, whose values do not order change."
                                        + " Name a timestamp, date, number or character column.")
                                .formatted(
                                        watermarkColumn,
                                        id().asObject(),
                                        column.type().sqlName())));
    }
}
