// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.TaskAssembly.Times;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.LoggedStatement;
import connect.redshift.testing.JumpingClock;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Await;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No UNLOAD of a task goes on when nobody needs it, and none runs twice. */
final class StatementsEndEmulatorTest {
    private static final int ROWS = 300;

    private static Stack stack;
    private final TaskContext memory = new TaskContext();

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA s");
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void clearFaults() {
        stack.redshift().faults().clear();
        Await.until("no statement to run", LocalTask.LIMIT, () -> stack.redshift()
                .runningStatements()
                .isEmpty());
    }

    @Test
    void stoppingATaskCancelsItsUnload() {
        LocalTask.createTable(stack, "stopped", ROWS);
        stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        LocalTask task = start("stopped", Map.of());
        task.pollUntil("an UNLOAD", () -> isUnloading("stopped"));

        task.close();

        Await.until("its end", LocalTask.LIMIT, () -> !isUnloading("stopped"));
        assertThat(unloads("stopped")).extracting(LoggedStatement::status).containsExactly("ABORTED");
    }

    @Test
    void anUnloadBeyondItsDeadlineIsCancelledAndTriedAgain() {
        LocalTask.createTable(stack, "late", ROWS);
        String held = stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        try (LocalTask task = start("late", Map.of("statement.timeout.ms", "1000"))) {
            task.pollUntil("a second UNLOAD", () -> unloads("late").size() > 1);
            assertThat(unloads("late").get(0).status()).isEqualTo("ABORTED");
            stack.redshift().faults().remove(held);
            task.pollUntilRows(ROWS);
            assertEveryRowOnce(task);
        }
    }

    /** As in a pause. With no retries at all, a failure that counted would end the task at once. */
    @Test
    void anUnloadThatNobodyAsksForIsCancelledAndMadeAnewWhenSomebodyDoes() {
        LocalTask.createTable(stack, "paused", ROWS);
        String held = stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        // Longer than any machine is busy; it is the clock that makes it pass.
        Duration silence = Duration.ofSeconds(20);
        JumpingClock clock = new JumpingClock();
        Times impatient = new Times(clock, LocalTask.FAST.backoff(), silence);
        try (LocalTask task = LocalTask.start(stack, "paused", Map.of("errors.max.retries", "0"), memory, impatient)) {
            task.pollUntil("an UNLOAD", () -> isUnloading("paused"));
            clock.jump(silence.plusSeconds(1));
            Await.until("its end", LocalTask.LIMIT, () -> !isUnloading("paused"));
            stack.redshift().faults().remove(held);

            task.pollUntilRows(ROWS);

            assertEveryRowOnce(task);
            assertThat(unloads("paused")).extracting(LoggedStatement::status).containsExactly("ABORTED", "FINISHED");
        }
    }

    /** More often than the SDK itself asks again. */
    @Test
    void anUnloadWhoseSubmitSeemedToFailRunsOnce() {
        LocalTask.createTable(stack, "unheard", ROWS);
        stack.redshift()
                .faults()
                .add(Fault.of(Kind.LOST_RESPONSE)
                        .on("ExecuteStatement")
                        .where("UNLOAD")
                        .times(4));
        try (LocalTask task = start("unheard", Map.of())) {
            task.pollUntilRows(ROWS);
            assertEveryRowOnce(task);
            assertThat(unloads("unheard")).hasSize(1);
            assertThat(stack.redshift().faults().list()).isEmpty();
        }
    }

    /**
     * The first task is thought dead and lives on: its successor cancels its UNLOAD, and then both go their ways in
     * folders of their own.
     */
    @Test
    void aSuccessorCancelsTheUnloadOfALifeThatGoesOn() {
        LocalTask.createTable(stack, "zombie", ROWS);
        String all = stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        try (LocalTask zombie = start("zombie", Map.of())) {
            zombie.pollUntil("an UNLOAD", () -> isUnloading("zombie"));
            LoggedStatement first = unloads("zombie").get(0);
            // The successor's own shall run.
            stack.redshift().faults().add(Fault.of(Kind.HOLD).where(first.token()));
            stack.redshift().faults().remove(all);

            try (LocalTask successor = start("zombie", Map.of())) {
                successor.pollUntilRows(ROWS);
                assertEveryRowOnce(successor);
                assertThat(unloads("zombie"))
                        .extracting(LoggedStatement::status)
                        .containsExactly("ABORTED", "FINISHED");

                zombie.pollUntilRows(ROWS);
                assertEveryRowOnce(zombie);
                successor.pollUntil("both tasks' files to be gone", () -> {
                    zombie.poll();
                    return staged("task/s.zombie/").isEmpty();
                });
            }
        }
        assertThat(unloads("zombie")).extracting(LoggedStatement::token).doesNotHaveDuplicates();
    }

    @Test
    void anotherConnectorsUnloadOfTheSameTableIsLeftAlone() {
        LocalTask.createTable(stack, "shared", ROWS);
        String all = stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        try (LocalTask other = startAnother("task two")) {
            other.pollUntil("an UNLOAD", () -> isUnloading("shared"));
            stack.redshift()
                    .faults()
                    .add(Fault.of(Kind.HOLD).where(unloads("shared").get(0).token()));
            stack.redshift().faults().remove(all);
            try (LocalTask task = startAnother("task");
                    LocalTask third = startAnother("task_two")) {
                task.pollUntilRows(ROWS);
                third.pollUntilRows(ROWS);
                assertThat(isUnloading("shared")).isTrue();
            }
            stack.redshift().faults().clear();
            other.pollUntilRows(ROWS);
            assertEveryRowOnce(other);
        }
    }

    @Test
    void whoMayNotListStatementsGetsTheRows() {
        LocalTask.createTable(stack, "unlisted", ROWS);
        stack.redshift().faults().add(Fault.of(Kind.DENIED).on("ListStatements").times(1_000));
        try (LocalTask task = start("unlisted", Map.of())) {
            task.pollUntilRows(ROWS);
            assertEveryRowOnce(task);
        }
    }

    /** A connector's task for the one table that all read, with offsets of its own. */
    private static LocalTask startAnother(String connector) {
        return LocalTask.start(stack, "shared", Map.of("name", connector), new TaskContext(), LocalTask.FAST);
    }

    private LocalTask start(String table, Map<String, String> more) {
        return LocalTask.start(stack, table, more, memory, LocalTask.FAST);
    }

    private static List<LoggedStatement> unloads(String table) {
        return stack.redshift().statements().stream()
                .filter(statement -> statement.sql().startsWith("UNLOAD"))
                .filter(statement -> statement.name().contains(" s.%s export ".formatted(table)))
                .toList();
    }

    private static boolean isUnloading(String table) {
        return stack.redshift().runningStatements().stream()
                .anyMatch(statement -> statement.name().contains(" s.%s export ".formatted(table)));
    }

    private static List<String> staged(String folder) {
        return stack.s3().keys(Stack.BUCKET, "kafka-connect/" + folder);
    }

    private static void assertEveryRowOnce(LocalTask task) {
        assertThat(task.ids())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, ROWS).boxed().toList());
    }
}
