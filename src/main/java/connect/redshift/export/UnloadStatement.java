// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.S3Uri;
import connect.redshift.statement.SqlText;
import connect.redshift.table.Selection;
import connect.redshift.window.Window;
import java.util.StringJoiner;

/**
 * The text that unloads one window of a table: columns by name, never {@code *}, so that a table altered meanwhile
 * fails loudly; no ALLOWOVERWRITE and no CLEANPATH, so that two attempts can never mix their files.
 */
record UnloadStatement(
        Selection selection, String watermarkColumn, Window window, S3Uri destination, UnloadOptions options) {
    String sql() {
        StringJoiner sql = new StringJoiner("\n")
                .add("UNLOAD (" + SqlText.literal(selection.sql(condition(), window.span())) + ")")
                .add(to(destination))
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

    /** The clause that says where the files go; nothing else of a statement of ours reads like it. */
    static String to(S3Uri destination) {
        return "TO '" + destination + "'";
    }

    /** How many rows the window has by now: tells an empty window from lost files. */
    String countSql() {
        return "SELECT COUNT(*)::varchar AS row_count FROM "
                + selection.relation().sql(window.span())
                + " WHERE " + condition()
                + selection.filter().and();
    }

    private String condition() {
        return window.predicate(SqlText.identifier(watermarkColumn));
    }

    private String role() {
        return options.roles().isEmpty() ? "default" : "'" + String.join(",", options.roles()) + "'";
    }
}
