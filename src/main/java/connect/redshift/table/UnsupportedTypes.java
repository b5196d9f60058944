// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of columns whose type is not read. */
public enum UnsupportedTypes {
    /** The table is refused, with all such columns named. */
    FAIL,
    /** They are left out. */
    SKIP,
    /** Their fields are there and always null. */
    NULL;

    private static final String SETTING = "unsupported.types";
    private static final Logger LOG = LoggerFactory.getLogger(UnsupportedTypes.class);

    /** The columns that are streamed. */
    List<SelectedColumn> streamed(TableId table, List<SelectedColumn> columns) {
        String unsupported = columns.stream()
                .filter(UnsupportedTypes::isUnsupported)
                .map(SelectedColumn::column)
                .map(column -> "%s (%s)".formatted(column.name(), ((Unsupported) column.type()).name()))
                .collect(Collectors.joining(", "));
        if (unsupported.isEmpty()) {
            return columns;
        }
        return switch (this) {
            case FAIL ->
                throw new CatalogException(
                        SETTING,
                        ("Table \"%s\" has columns of types that are not supported: %s. Leave them out with"
                                        + " column.exclude.list, or set unsupported.types to skip or null.")
                                .formatted(table, unsupported));
            case SKIP -> {
                LOG.warn("{}: left out, since their types are not supported: {}", table, unsupported);
                List<SelectedColumn> streamed = columns.stream()
                        .filter(column -> !isUnsupported(column))
                        .toList();
                if (streamed.isEmpty()) {
                    throw new CatalogException(
                            SETTING,
                            "Table \"%s\" has no column of a type that is supported: %s."
                                    .formatted(table, unsupported));
                }
                yield streamed;
            }
            case NULL -> {
                LOG.warn("{}: always null, since their types are not supported: {}", table, unsupported);
                yield columns;
            }
        };
    }

    private static boolean isUnsupported(SelectedColumn column) {
        return column.column().type() instanceof Unsupported;
    }
}
