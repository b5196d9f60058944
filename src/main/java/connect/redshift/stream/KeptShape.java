// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.record.AvroForm;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Column;
import connect.redshift.table.Promoted;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.RowLayout;
import connect.redshift.table.SelectedColumn;
import connect.redshift.table.Selection;
import connect.redshift.table.TableId;
import connect.redshift.table.TypeOptions;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * Selects from an altered table what its records were made of: no new column, NULL for one that is gone, and today's
 * values of one whose type was altered, if they all fit its field. Throws {@link CatalogException} where records could
 * not stay as they were.
 */
record KeptShape(TableId table, TypeOptions options) {
    private static final String WHAT_TO_DO =
            "so records cannot stay as they were (schema.evolution=ignore). %s, or set schema.evolution=evolve.";

    Selection select(RecordLayout kept, Selection today) {
        List<SelectedColumn> columns = kept.value().columns().stream()
                .map(Column::asField)
                .map(field -> found(field, today)
                        .map(column -> present(field, column))
                        .orElseGet(() -> gone(field, kept.keyColumns())))
                .toList();
        return today.with(columns, kept.keyColumns());
    }

    private static Optional<SelectedColumn> found(Column field, Selection today) {
        return today.selected().stream()
                .filter(each -> each.column().name().equals(field.name()))
                .findFirst();
    }

    private SelectedColumn present(Column field, SelectedColumn today) {
        Column column = today.column();
        if (column.type().equals(field.type()) && (field.nullable() || !column.nullable())) {
            return today.as(field);
        }
        return Promoted.of(field.type(), column.type(), options)
                .filter(promoted -> AvroForm.reads(schema(field), schema(column)))
                .map(promoted -> today.as(new Column(field.name(), promoted, field.nullable())))
                .orElseThrow(() -> new CatalogException(
                        "Column \"%s\" of %s was %s and is %s now, and not all of its values fit the old field, %s"
                                .formatted(
                                        field.name(),
                                        table.asObject(),
                                        field.definition(),
                                        column.definition(),
                                        WHAT_TO_DO.formatted("Undo the change"))));
    }

    private SelectedColumn gone(Column field, List<String> key) {
        if (field.nullable() && !key.contains(field.name())) {
            return SelectedColumn.missing(field);
        }
        throw new CatalogException("Column \"%s\" (%s) of %s is gone, and its field %s, %s"
                .formatted(
                        field.name(),
                        field.definition(),
                        table.asObject(),
                        key.contains(field.name()) ? "is part of the key" : "cannot be null",
                        WHAT_TO_DO.formatted("Add the column again")));
    }

    private Schema schema(Column column) {
        return RowLayout.of("column", List.of(column), options)
                .schema()
                .fields()
                .get(0)
                .schema();
    }
}
