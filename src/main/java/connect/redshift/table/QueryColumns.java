// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.ResultColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns of a query's result, as its metadata describes them. Every one may be NULL: whether it cannot be is told of
 * the table's column that it comes from, and a join makes NULL of what is NOT NULL there.
 */
final class QueryColumns {
    /** What PostgreSQL, and Redshift with it, calls an expression that nobody named. */
    private static final String UNNAMED = "?column?";

    private static final int LONGEST_CHAR = 4_096;
    private static final int LONGEST_VARBYTE = 1_024_000;

    private QueryColumns() {}

    /** In the result's order; refuses columns that have no name, or one that another has, too. */
    static List<Column> of(TableId query, List<ResultColumn> result) {
        Map<String, Long> names = result.stream()
                .collect(Collectors.groupingBy(ResultColumn::label, LinkedHashMap::new, Collectors.counting()));
        if (names.containsKey(UNNAMED) || names.containsKey("")) {
            List<Integer> unnamed = IntStream.range(0, result.size())
                    .filter(index ->
                            List.of(UNNAMED, "").contains(result.get(index).label()))
                    .mapToObj(index -> index + 1)
                    .toList();
            throw new CatalogException(
                    query.querySetting("sql"),
                    "%s has columns without a name, at %s of %d. Give each one a name with AS (%s)."
                            .formatted(query.asSubject(), unnamed, result.size(), query.querySetting("sql")));
        }
        String twice = names.entrySet().stream()
                .filter(name -> name.getValue() > 1)
                .map(name -> "%s (%d)".formatted(name.getKey(), name.getValue()))
                .collect(Collectors.joining(", "));
        if (!twice.isEmpty()) {
            throw new CatalogException(
                    query.querySetting("sql"),
                    "%s has several columns of the same name: %s. Give each one a name of its own with AS (%s)."
                            .formatted(query.asSubject(), twice, query.querySetting("sql")));
        }
        return result.stream().map(QueryColumns::column).toList();
    }

    private static Column column(ResultColumn described) {
        String type = typeName(described);
        return new Column(described.label(), ColumnTypeName.parse(type).orElseGet(() -> new Unsupported(type)), true);
    }

    /** As {@link ColumnTypeName} reads it; a size that makes no sense is none that was told. */
    private static String typeName(ResultColumn described) {
        String type = described.type();
        int precision = described.precision();
        return switch (type) {
            case "varchar", "nvarchar", "character varying" -> sized(type, precision, TextType.Varchar.LONGEST);
            case "varbyte", "binary varying" -> precision < 1 ? type : sized(type, precision, LONGEST_VARBYTE);
            case "bpchar", "char", "nchar", "character" -> sized(type, precision, LONGEST_CHAR);
            // Redshift's own numbers have a precision; a type that tells none is not known well enough.
            case "numeric", "decimal" ->
                precision < 1 || precision > 38
                        ? type + " without a precision"
                        : "%s(%d,%d)".formatted(type, precision, described.scale());
            default -> type;
        };
    }

    private static String sized(String type, int size, int longest) {
        return "%s(%d)".formatted(type, size < 1 || size > longest ? longest : size);
    }
}
