// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.statement.ResultRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns of a {@link ModelTable}, which tests alter at any time; each type's values follow from a row's id. */
final class ModelColumns {
    private static final Pattern TYPE = Pattern.compile("([a-z ]+?)(?:\\((\\d+)(?:,(\\d+))?\\))?");

    private final List<ModelColumn> columns = new ArrayList<>();

    private record ModelColumn(String name, String type, boolean nullable) {}

    /** Columns {@code id} and {@code wm}. */
    ModelColumns(String watermarkType) {
        add("id", "bigint");
        add("wm", watermarkType);
    }

    void add(String name, String type) {
        columns.add(new ModelColumn(name, type, true));
    }

    void addRequired(String name, String type) {
        columns.add(new ModelColumn(name, type, false));
    }

    void addFirst(String name, String type) {
        columns.add(0, new ModelColumn(name, type, true));
    }

    void drop(String name) {
        if (!columns.removeIf(column -> column.name().equals(name))) {
            throw new IllegalArgumentException(name);
        }
    }

    void change(String name, String type) {
        columns.replaceAll(
                column -> column.name().equals(name) ? new ModelColumn(name, type, column.nullable()) : column);
    }

    void dropAll() {
        columns.clear();
    }

    boolean has(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    /** What svv_all_columns answers. */
    ResultRows description() {
        List<List<Optional<String>>> found = new ArrayList<>();
        for (ModelColumn column : columns) {
            Matcher type = TYPE.matcher(column.type());
            if (!type.matches()) {
                throw new IllegalArgumentException(column.type());
            }
            boolean numeric = type.group(1).equals("numeric");
            Optional<String> size = Optional.ofNullable(type.group(2));
            found.add(List.of(
                    Optional.of(column.name()),
                    Optional.of(type.group(1)),
                    Optional.of(column.nullable() ? "YES" : "NO"),
                    Optional.of(Integer.toString(found.size() + 1)),
                    size.filter(length -> !numeric),
                    size.filter(precision -> numeric),
                    Optional.ofNullable(type.group(3))));
        }
        return new ResultRows(
                List.of(("column_name data_type is_nullable ordinal_position character_maximum_length"
                                + " numeric_precision numeric_scale")
                        .split(" ", -1)),
                found);
    }

    /** A value as {@link StagedLines} reads it. */
    String value(String name, ModelTable.Row row) {
        if (name.equals("wm")) {
            return Long.toString(row.stamp());
        }
        String type = columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow()
                .type();
        return type.startsWith("character") ? name + " " + row.id() : Long.toString(row.id());
    }
}
