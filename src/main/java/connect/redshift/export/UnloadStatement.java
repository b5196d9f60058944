// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.S3Uri;
import connect.redshift.statement.SqlText;
import connect.redshift.table.Column;
import connect.redshift.table.RowLayout;
import connect.redshift.table.Table;
import connect.redshift.window.Window;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The text that unloads one window of a table: columns by name, never {@code *}, so that a table altered meanwhile
 * fails loudly; no ALLOWOVERWRITE and no CLEANPATH, so that two attempts can never mix their files.
 */
record UnloadStatement(Table table, String watermarkColumn, Window window, S3Uri destination, UnloadOptions options) {
    String sql() {
        StringJoiner sql = new StringJoiner("\n")
                .add("UNLOAD (" + SqlText.literal(select()) + ")")
                .add("TO '" + destination + "'")
                .add("IAM_ROLE " + role())
                .add(StagedFormat.PARQUET.clause())
                .add("MANIFEST VERBOSE")
                .add("MAXFILESIZE " + options.maxFileMegabytes() + " MB");
        options.region().ifPresent(region -> sql.add("REGION '" + region + "'"));
        if (!options.encryption().clause().isEmpty()) {
            sql.add(options.encryption().clause());
        }
        return sql.toString();
    }

    private String select() {
        List<Column> columns = table.columns();
        String list = IntStream.range(0, columns.size())
                .mapToObj(index -> expression(columns.get(index)) + " AS " + RowLayout.alias(index))
                .collect(Collectors.joining(", "));
        return "SELECT " + list + " " + fromWindow();
    }

    /** How many rows the window has by now: tells an empty window from lost files. */
    String countSql() {
        return "SELECT COUNT(*)::varchar AS row_count " + fromWindow();
    }

    private String fromWindow() {
        return "FROM " + table.id().sql() + " WHERE " + window.predicate(SqlText.identifier(watermarkColumn));
    }

    private static String expression(Column column) {
        return column.type().selectExpression(SqlText.identifier(column.name()));
    }

    private String role() {
        return options.roles().isEmpty() ? "default" : "'" + String.join(",", options.roles()) + "'";
    }
}
