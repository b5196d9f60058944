// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Queries its tables one after another by the growing column, through a cursor. */
public final class JdbcTask extends SourceTask {
    private static final long IDLE_NANOS = 100_000_000;

    private AbstractConfig config;
    private List<String> tables = List.of();
    private Connection connection;
    private OpenTable open;

    /** How one column's value is taken from a row. */
    private interface Cell {
        Object read(ResultSet rows) throws SQLException;
    }

    private record OpenTable(
            PreparedStatement statement,
            ResultSet rows,
            Schema schema,
            List<Cell> cells,
            String topic,
            Map<String, String> partition) {}

    @Override
    public void start(Map<String, String> settings) {
        config = new AbstractConfig(JdbcConnector.CONFIG, settings);
        tables = new ArrayList<>(config.getList(JdbcConnector.TABLES));
        try {
            connection = DriverManager.getConnection(config.getString(JdbcConnector.URL));
            // Else the driver ignores the size of a fetch and reads everything at once.
            connection.setAutoCommit(false);
        } catch (SQLException failure) {
            throw new ConnectException(failure);
        }
    }

    @Override
    public List<SourceRecord> poll() {
        try {
            if (open == null) {
                if (tables.isEmpty()) {
                    LockSupport.parkNanos(IDLE_NANOS);
                    return null;
                }
                open = open(tables.remove(0));
            }
            return batch();
        } catch (SQLException failure) {
            throw new ConnectException(failure);
        }
    }

    private List<SourceRecord> batch() throws SQLException {
        int max = config.getInt(JdbcConnector.BATCH);
        String column = config.getString(JdbcConnector.COLUMN);
        List<SourceRecord> records = new ArrayList<>(max);
        while (records.size() < max) {
            if (!open.rows().next()) {
                open.statement().close();
                open = null;
                break;
            }
            Struct row = new Struct(open.schema());
            for (int i = 0; i < open.cells().size(); i++) {
                row.put(open.schema().fields().get(i), open.cells().get(i).read(open.rows()));
            }
            records.add(new SourceRecord(
                    open.partition(), Map.of("incrementing", row.getInt64(column)), open.topic(), row.schema(), row));
        }
        return records.isEmpty() ? null : records;
    }

    private OpenTable open(String table) throws SQLException {
        String column = config.getString(JdbcConnector.COLUMN);
        PreparedStatement statement = connection.prepareStatement(
                "SELECT * FROM %s WHERE \"%s\" > ? ORDER BY \"%s\" ASC".formatted(table, column, column));
        statement.setFetchSize(config.getInt(JdbcConnector.BATCH));
        statement.setLong(1, -1);
        ResultSet rows = statement.executeQuery();
        ResultSetMetaData columns = rows.getMetaData();
        SchemaBuilder schema = SchemaBuilder.struct().name(table.substring(table.indexOf('.') + 1));
        List<Cell> cells = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            boolean grows = columns.getColumnName(i).equals(column);
            schema.field(columns.getColumnName(i), grows ? Schema.INT64_SCHEMA : schema(columns, i));
            cells.add(cell(columns, i));
        }
        return new OpenTable(
                statement,
                rows,
                schema.build(),
                cells,
                config.getString(JdbcConnector.TOPIC_PREFIX) + table,
                Map.of("protocol", "1", "table", table));
    }

    private static Schema schema(ResultSetMetaData columns, int i) throws SQLException {
        return switch (columns.getColumnType(i)) {
            case Types.BIGINT -> Schema.OPTIONAL_INT64_SCHEMA;
            case Types.INTEGER -> Schema.OPTIONAL_INT32_SCHEMA;
            case Types.DOUBLE -> Schema.OPTIONAL_FLOAT64_SCHEMA;
            case Types.BIT, Types.BOOLEAN -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
            case Types.NUMERIC ->
                Decimal.builder(columns.getScale(i)).optional().build();
            case Types.DATE -> Date.builder().optional().build();
            case Types.TIMESTAMP -> Timestamp.builder().optional().build();
            case Types.CHAR, Types.VARCHAR -> Schema.OPTIONAL_STRING_SCHEMA;
            default -> throw new ConnectException("type " + columns.getColumnTypeName(i) + " is not read");
        };
    }

    private static Cell cell(ResultSetMetaData columns, int i) throws SQLException {
        return switch (columns.getColumnType(i)) {
            case Types.BIGINT -> rows -> orNull(rows, rows.getLong(i));
            case Types.INTEGER -> rows -> orNull(rows, rows.getInt(i));
            case Types.DOUBLE -> rows -> orNull(rows, rows.getDouble(i));
            case Types.BIT, Types.BOOLEAN -> rows -> orNull(rows, rows.getBoolean(i));
            case Types.NUMERIC -> rows -> rows.getBigDecimal(i);
            case Types.DATE -> rows -> rows.getDate(i);
            case Types.TIMESTAMP -> rows -> rows.getTimestamp(i);
            default -> rows -> rows.getString(i);
        };
    }

    private static Object orNull(ResultSet rows, Object value) throws SQLException {
        return rows.wasNull() ? null : value;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public void stop() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException failure) {
            throw new ConnectException(failure);
        }
    }
}
