// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads a result set into the Data API's fields (management guide, JDBC to Data API types). */
final class ResultReader {
    /** "Maximum query result size 500 MB"; a local test never needs that much. */
    private static final long MOST_BYTES = 100_000_000;

    private ResultReader() {}

    static Outcome.Result read(ResultSet result) throws SQLException {
        List<ResultColumn> columns = ResultColumn.of(result.getMetaData());
        List<List<Object>> rows = new ArrayList<>();
        long bytes = 0;
        while (result.next()) {
            List<Object> row = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                Object value = field(result, i + 1, columns.get(i).type());
                row.add(value);
                bytes += value instanceof String text ? text.length() : 8;
            }
            rows.add(row);
            if (bytes > MOST_BYTES) {
                throw new SqlFailure("ERROR: Query result size exceeds the maximum of the local Redshift");
            }
        }
        return new Outcome.Result(columns, rows, bytes);
    }

    private static Object field(ResultSet result, int index, String type) throws SQLException {
        Object value =
                switch (type) {
                    case "int2", "int4", "int8", "oid" -> result.getLong(index);
                    case "float4", "float8" -> result.getDouble(index);
                    case "bool" -> result.getBoolean(index);
                    case "timestamp" -> timestamp(result.getString(index));
                    default -> result.getString(index);
                };
        return result.wasNull() ? null : value;
    }

    /** JDBC style: at least one digit of a second's fraction, no trailing zeros. */
    private static String timestamp(String postgres) {
        return postgres == null || postgres.contains(".") ? postgres : postgres + ".0";
    }
}
