// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table as the catalog described it at one moment; columns in the catalog's order. */
public record Table(TableId id, List<Column> columns) {
    public Table {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("table \"%s\" has no columns".formatted(id));
        }
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
                .orElseThrow(
                        () -> new CatalogException("Table \"%s\" has no column \"%s\" (watermark.column). It has: %s."
                                .formatted(id, watermarkColumn, columnNames())));
        return column.type()
                .ordering()
                .orElseThrow(() -> new CatalogException(
                        ("Column \"%s\" (watermark.column) of table \"%s\" is a %s, whose values do not order change."
                                        + " Name a timestamp, date, number or character column.")
                                .formatted(watermarkColumn, id, column.type().sqlName())));
    }
}
