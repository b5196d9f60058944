// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables of one schema, each with rows numbered from 1 on. One in ten goes on growing while it is told to, a
 * transaction each at a time; the others stay as they are.
 */
final class GrowingTables implements AutoCloseable {
    static final String SCHEMA = "m";

    private static final int EVERY = 10;
    private static final int FIRST_ROWS = 20;
    private static final int ROWS_A_TURN = 25;
    private static final Duration TURN = Duration.ofMillis(400);

    private final Stack stack;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    /** How many rows each has; those of dropped tables stay as they were. */
    private final Map<String, Integer> rows = new TreeMap<>();

    private final List<String> active;

    /** Makes {@code count} tables, each with some rows; those that will grow have many more. */
    GrowingTables(Stack stack, int count, int activeRows) {
        this.stack = stack;
        List<String> names =
                IntStream.range(0, count).mapToObj("t%04d"::formatted).toList();
        this.active = IntStream.range(0, count)
                .filter(number -> number % EVERY == 0)
                .mapToObj(names::get)
                .toList();
        stack.redshift().execute("CREATE SCHEMA " + SCHEMA);
        stack.redshift().execute(names.stream().map(GrowingTables::creation).collect(Collectors.joining()));
        insert(names, FIRST_ROWS);
        insert(active, activeRows);
    }

    /** One more, which does not grow. */
    void add(String name) {
        add(name, FIRST_ROWS);
    }

    /** The same with so many rows in one transaction. */
    void add(String name, int count) {
        stack.redshift().execute(creation(name));
        insert(List.of(name), count);
    }

    void drop(String name) {
        stack.redshift().execute("DROP TABLE %s.%s".formatted(SCHEMA, name));
    }

    List<String> active() {
        return active;
    }

    List<String> idle() {
        return rows().keySet().stream().filter(name -> !active.contains(name)).toList();
    }

    /** Each table that ever was, and how many rows it has, or had when it was dropped. */
    synchronized Map<String, Integer> rows() {
        return Map.copyOf(rows);
    }

    /** How many rows there are now by the warehouse's own count. */
    Map<String, Integer> counted(List<String> names) {
        String sql = names.stream()
                .map(name -> "SELECT '%s', COUNT(*) FROM %s.%s".formatted(name, SCHEMA, name))
                .collect(Collectors.joining(" UNION ALL "));
        return stack.redshift().query(sql).stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> Integer.parseInt(row.get(1))));
    }

    /** Lets the active tables grow until it is closed. */
    Growth grow() {
        ScheduledFuture<?> turns = writer.scheduleWithFixedDelay(
                () -> insert(active, ROWS_A_TURN), 0, TURN.toMillis(), TimeUnit.MILLISECONDS);
        return () -> {
            turns.cancel(false);
            // A turn that has begun ends first.
            var unused = writer.submit(() -> {}).get();
        };
    }

    /** What goes on until it is closed. */
    interface Growth extends AutoCloseable {}

    private static String creation(String name) {
        return "CREATE TABLE %s.%s (id INTEGER NOT NULL PRIMARY KEY, at TIMESTAMP NOT NULL, note VARCHAR(40));\n"
                .formatted(SCHEMA, name);
    }

    private synchronized void insert(List<String> names, int count) {
        StringBuilder script = new StringBuilder();
        for (String name : names) {
            int before = rows.getOrDefault(name, 0);
            script.append("INSERT INTO %s.%s SELECT n, SYSDATE, 'row ' || n FROM generate_series(%d, %d) AS n;\n"
                    .formatted(SCHEMA, name, before + 1, before + count));
            rows.put(name, before + count);
        }
        stack.redshift().execute(script.toString());
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
