// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A column of a query's result as the Data API describes it: Redshift's JDBC names and sizes. */
record ResultColumn(String name, String type, int precision, int scale, boolean nullable) {
    static List<ResultColumn> of(ResultSetMetaData result) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= result.getColumnCount(); i++) {
            columns.add(new ResultColumn(
                    result.getColumnLabel(i),
                    type(result.getColumnTypeName(i)),
                    result.getPrecision(i),
                    result.getScale(i),
                    result.isNullable(i) != ResultSetMetaData.columnNoNulls));
        }
        return columns;
    }

    private static String type(String postgres) {
        return switch (postgres) {
            case "smallserial" -> "int2";
            case "serial" -> "int4";
            case "bigserial" -> "int8";
            case "text", "unknown" -> "varchar";
            default -> postgres;
        };
    }
}
