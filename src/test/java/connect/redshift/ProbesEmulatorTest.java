// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.LoggedStatement;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Await;
import connect.redshift.worker.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many tables of one task over HTTP, some of which are broken for a while: the others must not notice. */
final class ProbesEmulatorTest {
    /** How long one table hangs; the others' rows flow meanwhile, round after round. */
    private static final Duration HANG = Duration.ofSeconds(Long.getLong("hang.seconds", 5));

    private static final String OWNER = "probed_owner";
    private static final Map<String, String> SETTINGS = Map.of(
            "poll.interval.ms", "500",
            "probe.timeout.ms", "1000",
            "unloads.in.flight", "8",
            "aws.redshift.data.quota.percent", "100");

    private final Stack stack = Stack.start();
    private final TaskContext memory = new TaskContext();
    private Connection postgres;

    @BeforeEach
    void open() throws SQLException {
        stack.redshift().execute("CREATE SCHEMA s");
        postgres = DriverManager.getConnection(stack.redshift().jdbcUrl());
    }

    @AfterEach
    void close() throws SQLException {
        stack.redshift().faults().clear();
        if (!postgres.getAutoCommit()) {
            postgres.rollback();
            postgres.setAutoCommit(true);
        }
        run("DROP SCHEMA s CASCADE");
        run("DROP ROLE IF EXISTS " + OWNER);
        postgres.close();
        stack.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("t%02d"::formatted).toList();
    }

    private void create(List<String> tables) {
        stack.redshift()
                .execute(tables.stream()
                        .map("CREATE TABLE s.%s (id INTEGER NOT NULL, at TIMESTAMP NOT NULL)"::formatted)
                        .collect(Collectors.joining("; ")));
        insert(tables, 1);
    }

    private void insert(List<String> tables, int id) {
        stack.redshift()
                .execute(tables.stream()
                        .map(table ->
                                "INSERT INTO s.%s VALUES (%d, TIMESTAMP '2026-01-01 00:00:00' + %d * INTERVAL '1 minute')"
                                        .formatted(table, id, id))
                        .collect(Collectors.joining("; ")));
    }

    private static Set<String> arrived(LocalTask task, int id) {
        return task.rows().stream()
                .filter(row -> ((Struct) row.value()).getInt32("id") == id)
                .map(row -> row.topic().substring("test.s.".length()))
                .collect(Collectors.toSet());
    }

    private static void pollUntil(LocalTask task, List<String> tables, int id) {
        task.pollUntil("row %d of %d tables".formatted(id, tables.size()), () -> arrived(task, id)
                .containsAll(tables));
    }

    private List<LoggedStatement> plans() {
        return stack.redshift().statements().stream()
                .filter(statement -> statement.name().contains("plan"))
                .toList();
    }

    private static boolean isOfAll(LoggedStatement plan, int tables) {
        return plan.name().startsWith("task plan of " + tables + " tables");
    }

    /** Polls until all are asked together, and nothing else is asked for twice in a row. */
    private void awaitTogether(LocalTask task, int tables) {
        int before = stack.redshift().statements().size();
        task.pollUntil("all tables to be asked together", () -> {
            List<LoggedStatement> since =
                    stack.redshift().statements().stream().skip(before).toList();
            return since.size() > 2
                    && since.subList(since.size() - 2, since.size()).stream().allMatch(plan -> isOfAll(plan, tables));
        });
    }

    @Test
    void oneLockedOneDroppedAndOneForbiddenTableBlindNobody() throws SQLException {
        List<String> healthy = names(97);
        List<String> broken = List.of("locked", "dropped", "forbidden");
        create(Stream.concat(healthy.stream(), Stream.of("locked", "dropped", "hidden"))
                .toList());
        // A view reads with its owner's rights, so this is a refusal of PostgreSQL's own.
        run("CREATE ROLE " + OWNER);
        run("GRANT USAGE ON SCHEMA s TO " + OWNER);
        run("GRANT SELECT ON s.hidden TO " + OWNER);
        run("CREATE VIEW s.forbidden AS SELECT id, at FROM s.hidden");
        run("ALTER VIEW s.forbidden OWNER TO " + OWNER);
        List<String> all = Stream.concat(healthy.stream(), broken.stream()).toList();

        try (LocalTask task = LocalTask.start(stack, all, SETTINGS, memory, LocalTask.FAST)) {
            pollUntil(task, all, 1);
            assertThat(stack.redshift().statements().stream()
                            .filter(statement -> statement.name().contains(" describe "))
                            .count())
                    .as("statements that describe 100 tables, at the start and before their first UNLOAD")
                    .isLessThan(10);
            awaitTogether(task, 100);

            postgres.setAutoCommit(false);
            run("DROP TABLE s.dropped");
            run("REVOKE SELECT ON s.hidden FROM " + OWNER);
            postgres.commit();
            run("LOCK TABLE s.locked IN ACCESS EXCLUSIVE MODE");
            int before = plans().size();
            insert(healthy, 2);
            long began = System.nanoTime();
            pollUntil(task, healthy, 2);
            long blind = System.nanoTime();
            insert(healthy, 3);
            pollUntil(task, healthy, 3);
            System.out.printf(
                    "97 healthy tables beside one locked, one dropped, one forbidden: rows after %d ms, then after %d ms, %d"
                            + " probes%n",
                    (blind - began) / 1_000_000, (System.nanoTime() - blind) / 1_000_000, plans().size() - before);
            assertThat(stack.redshift().runningStatements().stream()
                            .filter(statement -> statement.sql().contains("\"locked\"")))
                    .as("what waits for the lock")
                    .hasSizeLessThanOrEqualTo(2);

            run("CREATE TABLE s.dropped (id INTEGER NOT NULL, at TIMESTAMP NOT NULL)");
            run("GRANT SELECT ON s.hidden TO " + OWNER);
            postgres.commit();
            postgres.setAutoCommit(true);
            insert(List.of("locked", "dropped", "hidden"), 4);
            pollUntil(task, broken, 4);
            awaitTogether(task, 100);
            assertThat(task.rows()).hasSize(100 + 2 * 97 + 3);
        }
    }

    @Test
    void oneTableThatHangsAndOneThatFailsHoldUpNobody() {
        List<String> healthy = names(8);
        List<String> all =
                Stream.concat(healthy.stream(), Stream.of("hangs", "fails")).toList();
        create(all);
        // With its quotes it is the table that is read, and not the text that the catalog is asked for.
        String held = stack.redshift().faults().add(Fault.of(Kind.HOLD).where("\"hangs\""));
        String failing = stack.redshift()
                .faults()
                .add(Fault.of(Kind.FAIL)
                        .where("\"fails\"")
                        .times(Integer.MAX_VALUE)
                        .saying("ERROR: column \"at\" is broken"));
        try (LocalTask task = LocalTask.start(stack, all, SETTINGS, memory, LocalTask.FAST)) {
            List<Long> latencies = new ArrayList<>();
            long began = System.nanoTime();
            pollUntil(task, healthy, 1);
            int id = 1;
            while (System.nanoTime() - began < HANG.toNanos()) {
                insert(healthy, ++id);
                long inserted = System.nanoTime();
                pollUntil(task, healthy, id);
                latencies.add((System.nanoTime() - inserted) / 1_000_000);
            }
            System.out.printf(
                    "One table hung for %d s, another failed: %d rounds of rows of 8 others came after %s ms%n",
                    (System.nanoTime() - began) / 1_000_000_000, latencies.size(), latencies);
            assertThat(latencies).isNotEmpty();
            assertThat(new HashSet<>(task.ids())).hasSize(id);
            assertThat(task.rows()).hasSize(healthy.size() * id);

            stack.redshift().faults().remove(held);
            stack.redshift().faults().remove(failing);
            pollUntil(task, all, 1);
        }
        Await.until("no statement to run", LocalTask.LIMIT, () -> stack.redshift()
                .runningStatements()
                .isEmpty());
    }
}
