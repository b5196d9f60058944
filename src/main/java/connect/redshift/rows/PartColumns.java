// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.Column;
import connect.redshift.table.ColumnDecoder;
import connect.redshift.table.FormException;
import connect.redshift.table.RowLayout;
import connect.redshift.table.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.Type;

/** Which of a part's columns fills which field of a row, and how; decided once for a part. */
record PartColumns(RowLayout layout, PartFooter footer, List<PartColumn> columns) {
    /**
     * A column of the layout as this part has it.
     *
     * @param slot the field to fill it by
     */
    record PartColumn(
            Column column, String alias, Field field, Field slot, ColumnDescriptor descriptor, PhysicalForm form) {
        PartColumn(Column column, String alias, Field field, ColumnDescriptor descriptor, PhysicalForm form) {
            this(column, alias, field, Slots.of(field), descriptor, form);
        }

        boolean isOptional() {
            return descriptor.getMaxDefinitionLevel() > 0;
        }

        @Override
        public String toString() {
            return "column \"%s\" (%s)".formatted(column.name(), alias);
        }
    }

    boolean isOf(PartFooter other) {
        return footer.index() == other.index();
    }

    static PartColumns match(RowLayout layout, PartFooter footer) {
        Map<String, ColumnDescriptor> staged = stagedColumns(footer);
        List<PartColumn> columns = new ArrayList<>();
        for (int index = 0; index < layout.columns().size(); index++) {
            String alias = RowLayout.alias(index);
            Column column = layout.columns().get(index);
            ColumnDescriptor descriptor = staged.remove(alias);
            if (descriptor == null) {
                throw refused(footer, "lacks column \"%s\" (%s)".formatted(column.name(), alias));
            }
            columns.add(new PartColumn(
                    column,
                    alias,
                    layout.schema().fields().get(index),
                    descriptor,
                    form(footer, column, layout.decoders().get(index), descriptor)));
        }
        if (!staged.isEmpty()) {
            throw refused(
                    footer,
                    "has %s, which its export did not select"
                            .formatted(String.join(
                                    ", ", staged.keySet().stream().sorted().toList())));
        }
        return new PartColumns(layout, footer, List.copyOf(columns));
    }

    /** By folded name: whether UNLOAD folds a name depends on a setting of the user's session. */
    private static Map<String, ColumnDescriptor> stagedColumns(PartFooter footer) {
        Map<String, ColumnDescriptor> columns = new HashMap<>();
        for (ColumnDescriptor descriptor :
                footer.metadata().getFileMetaData().getSchema().getColumns()) {
            String name = String.join(".", descriptor.getPath());
            if (descriptor.getPath().length > 1
                    || descriptor.getPrimitiveType().isRepetition(Type.Repetition.REPEATED)) {
                throw refused(footer, "has a nested column, %s".formatted(name));
            }
            if (columns.put(name.toLowerCase(Locale.ROOT), descriptor) != null) {
                throw refused(footer, "has column %s twice".formatted(name));
            }
        }
        return columns;
    }

    private static PhysicalForm form(
            PartFooter footer, Column column, ColumnDecoder decoder, ColumnDescriptor descriptor) {
        try {
            return PhysicalForms.of(descriptor.getPrimitiveType(), decoder);
        } catch (FormException e) {
            throw new RowsException(
                    "%s: column \"%s\" (%s): %s"
                            .formatted(
                                    footer.part().uri(),
                                    column.name(),
                                    descriptor.getPath()[0],
                                    e.getMessage()),
                    e);
        }
    }

    private static RowsException refused(PartFooter footer, String what) {
        return new RowsException("%s %s".formatted(footer.part().uri(), what), null);
    }
}
