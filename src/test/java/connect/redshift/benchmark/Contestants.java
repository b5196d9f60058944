// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.benchmark.Contestant.Source;
import connect.redshift.worker.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes tables and the connectors that read them. */
final class Contestants {
    private static final int BATCH = 2_048;
    /** Few enough to stay in a processor's cache, which makes the ceiling rather higher. */
    private static final int READY_MADE = 5 * BATCH;

    private final Stack stack;

    Contestants(Stack stack) {
        this.stack = stack;
    }

    /** All of them, for {@code rows} rows in {@code tables} tables. */
    List<Contestant> of(Shape shape, int tables, long rows) {
        String name = shape.label() + tables;
        long each = rows / tables;
        List<String> names = IntStream.range(0, tables)
                .mapToObj(table -> "%s.%s_%d".formatted(Lab.SCHEMA, name, table))
                .toList();
        names.forEach(table -> create(shape, table, each));
        List<String> samples = names.stream().map(table -> table + "_sample").toList();
        for (int table = 0; table < tables; table++) {
            sample(shape, names.get(table), samples.get(table), each);
        }
        return List.of(
                readyMade(name, samples, each),
                ours(name, names),
                jdbc(Source.JDBC, name, names, 100),
                jdbc(Source.JDBC_LARGE_BATCHES, name, names, BATCH));
    }

    /** Ours alone. */
    Contestant ours(Shape shape, String table, long rows) {
        create(shape, Lab.SCHEMA + "." + table, rows);
        return ours(table, List.of(Lab.SCHEMA + "." + table));
    }

    private void create(Shape shape, String table, long rows) {
        shape.create(table, rows).forEach(stack.redshift()::execute);
        // Redshift has no index; PostgreSQL needs one to serve JDBC in the order of the numbers.
        try (Connection connection =
                        DriverManager.getConnection(stack.redshift().jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE INDEX ON " + table + " (id)");
            statement.execute("VACUUM ANALYZE " + table);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Rows from all over the table, so that their values are as long as the table's. */
    private void sample(Shape shape, String table, String sample, long rows) {
        if (rows < READY_MADE) {
            throw new IllegalArgumentException(
                    "benchmark.rows: a table of %d rows; expected at least %d".formatted(rows, READY_MADE));
        }
        stack.redshift().execute(shape.create(sample, 0).get(0));
        stack.redshift()
                .execute("INSERT INTO %s SELECT * FROM %s WHERE id %% %d = 0 AND id <= %d"
                        .formatted(sample, table, rows / READY_MADE, rows / READY_MADE * READY_MADE));
    }

    private Contestant ours(String name, List<String> tables) {
        return new Contestant(Source.OURS, "ours-" + name, redshift(tables), tables);
    }

    private Contestant readyMade(String name, List<String> samples, long rows) {
        Map<String, String> settings = redshift(samples);
        settings.put("connector.class", ReadyMadeConnector.class.getName());
        settings.put("max.batch.size", Integer.toString(BATCH));
        settings.put(ReadyMadeConnector.ROWS, Long.toString(rows));
        settings.put(ReadyMadeConnector.RECORDS, Integer.toString(READY_MADE));
        return new Contestant(Source.READY_MADE, "ready-made-" + name, settings, samples);
    }

    private Map<String, String> redshift(List<String> tables) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put(
                "table.include.list",
                tables.stream().map(table -> table.replace(".", "\\.")).collect(Collectors.joining(",")));
        settings.put("watermark.column", "id");
        settings.put("tasks.max", Integer.toString(tables.size()));
        settings.put("poll.interval.ms", "86400000");
        // Later runs read what the first one has staged.
        settings.put("staging.cleanup", "never");
        return settings;
    }

    private Contestant jdbc(Source source, String name, List<String> tables, int batch) {
        Map<String, String> settings = new HashMap<>();
        settings.put("connector.class", JdbcConnector.class.getName());
        settings.put("tasks.max", Integer.toString(tables.size()));
        settings.put(JdbcConnector.URL, stack.redshift().jdbcUrl());
        settings.put(JdbcConnector.TABLES, String.join(",", tables));
        settings.put(JdbcConnector.COLUMN, "id");
        settings.put(JdbcConnector.BATCH, Integer.toString(batch));
        return new Contestant(source, source.label() + "-" + name, settings, tables);
    }
}
