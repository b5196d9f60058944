// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What becomes of columns whose type is not read. */
public enum UnsupportedTypes {
    /** The table is refused, with all such columns named. */
    FAIL,
    /** They are left out. */
    SKIP,
    /** Their fields are there and always null. */
    NULL;

    private static final String SETTING = "unsupported.types";

    /** The columns that are streamed. */
    List<SelectedColumn> streamed(TableId table, List<SelectedColumn> columns) {
        String unsupported = names(columns);
        if (unsupported.isEmpty()) {
            return columns;
        }
        return switch (this) {
            case FAIL ->
                throw new CatalogException(
                        SETTING,
                        ("%s has columns of types that are not supported: %s. Leave them out with"
                                        + " column.exclude.list, or set unsupported.types to skip or null.")
                                .formatted(table.asSubject(), unsupported));
            case SKIP -> {
                List<SelectedColumn> streamed = columns.stream()
                        .filter(column -> !isUnsupported(column))
                        .toList();
                if (streamed.isEmpty()) {
                    throw new CatalogException(
                            SETTING,
                            "%s has no column of a type that is supported: %s."
                                    .formatted(table.asSubject(), unsupported));
                }
                yield streamed;
            }
            case NULL -> columns;
        };
    }

    /** What a user should know about the columns that are streamed. */
    Optional<String> remark(TableId table, List<SelectedColumn> columns) {
        String unsupported = names(columns);
        String what =
                switch (this) {
                    case FAIL -> "refused";
                    case SKIP -> "left out";
                    case NULL -> "always null";
                };
        return unsupported.isEmpty()
                ? Optional.empty()
                : Optional.of("%s: %s, since their types are not supported: %s".formatted(table, what, unsupported));
    }

    private static String names(List<SelectedColumn> columns) {
        return columns.stream()
                .filter(UnsupportedTypes::isUnsupported)
                .map(SelectedColumn::column)
                .map(column -> "%s (%s)".formatted(column.name(), ((Unsupported) column.type()).name()))
                .collect(Collectors.joining(", "));
    }

    private static boolean isUnsupported(SelectedColumn column) {
        return column.column().type() instanceof Unsupported;
    }
}
