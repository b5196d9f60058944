// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatementsTest {
    private final StatementException throttled = new StatementException("Rate exceeded", true);

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final FakeStatements redshift =
            new FakeStatements(statement -> new ResultRows(List.of("one"), List.of(List.of(Optional.of("1")))));
    private final Statements statements = new Statements(redshift, background, clock, Duration.ofMinutes(1));
    private final Statement statement = new Statement("orders plan", "token-1", "SELECT 1 AS one");

    @Test
    void queryBringsRows() {
        CompletableFuture<ResultRows> rows = statements.query(statement);
        background.drain();
        assertThat(rows.join().value(0, "one")).contains("1");
    }

    @Test
    void nothingRunsOnTheCallersThread() {
        var unused = statements.query(statement);
        assertThat(redshift.submitted()).isEmpty();
    }

    @Test
    void askingSlowsDownFromAQuarterOfASecondToFive() {
        redshift.runFor(12);
        Instant began = clock.instant();
        RunningStatement running = statements.run(statement);
        background.drain();
        assertThat(background.delays()).containsExactly(Duration.ofMillis(250));
        background.drainAll();
        assertThat(running.ended()).isCompleted();
        // 250, 375, 562 ms … until 5 s: 4.1 s + 4.3 s + 6 times 5 s or less
        assertThat(Duration.between(began, clock.instant())).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(50));
    }

    @Test
    void aLostResponseIsAskedForAgainWithTheSameToken() {
        redshift.loseResponse(new StatementException("connection reset", true));
        RunningStatement running = statements.run(statement);
        background.drainAll();
        assertThat(running.ended()).isCompleted();
        assertThat(redshift.submitted()).containsExactly(statement);
    }

    @Test
    void throttledCallsAreMadeAgain() {
        redshift.failSubmit(throttled);
        redshift.failState(throttled);
        redshift.failRows(throttled);
        CompletableFuture<ResultRows> rows = statements.query(statement);
        background.drainAll();
        assertThat(rows.join().rows()).hasSize(1);
        assertThat(redshift.submitted()).hasSize(1);
    }

    @Test
    void aFinalFailureOfACallEndsTheFollowing() {
        redshift.failState(new StatementException("Query does not exist.", false));
        RunningStatement running = statements.run(statement);
        background.drain();
        assertThatThrownBy(() -> running.ended().join())
                .hasRootCauseInstanceOf(StatementException.class)
                .hasMessageContaining("Query does not exist.");
    }

    @Test
    void aFailedStatementSaysWhatRedshiftSaid() {
        redshift.failStatement(new StatementState.Failed("ERROR: relation \"x\" does not exist", false));
        RunningStatement running = statements.run(statement);
        background.drain();
        assertThatThrownBy(() -> running.ended().join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage(
                        "Statement statement-1 (orders plan) failed: ERROR: relation \"x\" does not exist");
        assertThat(retriable(running)).isFalse();
    }

    @Test
    void aFailureThatMayPassIsStillAFailureOfThisStatement() {
        redshift.failStatement(new StatementState.Failed("Serializable isolation violation", true));
        RunningStatement running = statements.run(statement);
        background.drainAll();
        assertThat(retriable(running)).isTrue();
        assertThat(redshift.submitted()).hasSize(1);
    }

    @Test
    void theDeadlineCancelsAndSaysSo() {
        redshift.runFor(1_000);
        RunningStatement running = statements.run(statement);
        background.drainAll();
        assertThat(redshift.cancelled()).containsExactly("statement-1");
        assertThatThrownBy(() -> running.ended().join())
                .hasRootCauseMessage("Statement statement-1 (orders plan) did not end within PT1M"
                        + " (statement.timeout.ms) and was cancelled; last: it is still running");
    }

    @Test
    void theDeadlineHoldsForSubmittingToo() {
        for (int time = 0; time < 100; time++) {
            redshift.failSubmit(throttled);
        }
        RunningStatement running = statements.run(statement);
        background.drainAll();
        assertThatThrownBy(() -> running.ended().join())
                .hasRootCauseMessage("Statement orders plan did not end within PT1M (statement.timeout.ms) and was"
                        + " cancelled; last: Rate exceeded");
    }

    @Test
    void whoWaitsHearsWhatFailsBeforeTheDeadline() {
        for (int time = 0; time < 100; time++) {
            redshift.failSubmit(throttled);
        }
        Statements impatient = new Statements(
                redshift, background, clock, Statements.Limits.impatient(Duration.ofMinutes(1)), CallRates.unlimited());
        RunningStatement running = impatient.run(statement);
        Instant began = clock.instant();
        background.drainAll();
        assertThatThrownBy(() -> running.ended().join()).hasRootCauseMessage("Rate exceeded");
        assertThat(Duration.between(began, clock.instant())).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(21));
    }

    /** A network that is gone must not look like a slow statement for half a day. */
    @Test
    void callsThatKeepFailingEndTheFollowingLongBeforeTheDeadline() {
        redshift.runFor(1_000);
        Statements patient = new Statements(redshift, background, clock, Duration.ofHours(12));
        RunningStatement running = patient.run(statement);
        background.drain();
        for (int time = 0; time < 1_000; time++) {
            redshift.failState(throttled);
        }
        Instant began = clock.instant();
        background.drainAll();
        assertThatThrownBy(() -> running.ended().join()).hasRootCauseMessage("Rate exceeded");
        assertThat(Duration.between(began, clock.instant())).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
        assertThat(redshift.cancelled()).containsExactly("statement-1");
    }

    @Test
    void stoppingCancelsQueriesToo() {
        redshift.runFor(1_000);
        CompletableFuture<ResultRows> rows = statements.query(statement);
        background.drain();
        statements.cancelAll();
        background.drain();
        assertThat(redshift.cancelled()).containsExactly("statement-1");
        assertThat(rows).isCompletedExceptionally();
    }

    @Test
    void cancelBeforeSubmitSubmitsNothing() {
        RunningStatement running = statements.run(statement);
        running.cancel();
        background.stepNewest();
        background.drainAll();
        assertThat(running.ended()).isCompletedExceptionally();
        assertThat(redshift.submitted()).isEmpty();
    }

    @Test
    void cancelDuringSubmitStopsWhatWasSubmitted() {
        RunningStatement[] running = new RunningStatement[1];
        redshift.runFor(1_000);
        StatementRunner cancelling = new CancellingRunner(redshift, () -> {
            running[0].cancel();
            background.stepNewest();
        });
        running[0] = new Statements(cancelling, background, clock, Duration.ofMinutes(1)).run(statement);
        background.drainAll();
        assertThat(redshift.cancelled()).containsExactly("statement-1");
        assertThat(running[0].ended()).isCompletedExceptionally();
    }

    @Test
    void cancelAfterSubmitStopsTheStatement() {
        redshift.runFor(1_000);
        RunningStatement running = statements.run(statement);
        background.drain();
        running.cancel();
        running.cancel();
        background.drainAll();
        assertThat(redshift.cancelled()).containsExactly("statement-1");
        assertThatThrownBy(() -> running.ended().join())
                .hasRootCauseMessage("Statement statement-1 (orders plan) was cancelled");
    }

    @Test
    void cancelAfterTheEndChangesNothing() {
        RunningStatement running = statements.run(statement);
        background.drain();
        running.cancel();
        background.drain();
        assertThat(running.ended()).isCompleted();
        assertThat(redshift.cancelled()).isEmpty();
    }

    @Test
    void runsWaitForWhatMustComeFirstAndQueriesDoNot() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        statements.runAfter(first);
        RunningStatement unload = statements.run(new Statement("orders export", "token-2", "UNLOAD"));
        CompletableFuture<ResultRows> rows = statements.query(statement);
        background.drainAll();
        assertThat(rows).isCompleted();
        assertThat(redshift.submitted()).containsExactly(statement);

        first.completeExceptionally(new IllegalStateException("whatever became of it"));
        background.drainAll();
        assertThat(unload.ended()).isCompleted();
        assertThat(redshift.submitted()).extracting(Statement::name).containsExactly("orders plan", "orders export");
    }

    @Test
    void aRunThatIsCancelledWhileItWaitsIsNeverSubmitted() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        statements.runAfter(first);
        RunningStatement unload = statements.run(statement);
        unload.cancel();
        background.drainAll();
        first.complete(null);
        background.drainAll();
        assertThat(unload.ended()).isCompletedExceptionally();
        assertThat(redshift.submitted()).isEmpty();
    }

    private static boolean retriable(RunningStatement running) {
        return running.ended()
                .handle((state, failure) -> failure)
                .thenApply(failure -> failure instanceof CompletionException wrapped ? wrapped.getCause() : failure)
                .thenApply(failure -> ((StatementException) failure).retriable())
                .join();
    }

    /** Cancels while a submit is on its way. */
    private record CancellingRunner(StatementRunner runner, Runnable cancel) implements StatementRunner {
        @Override
        public int longestStatement() {
            return runner.longestStatement();
        }

        @Override
        public String submit(Statement statement) {
            String id = runner.submit(statement);
            cancel.run();
            return id;
        }

        @Override
        public StatementState state(String id) {
            return runner.state(id);
        }

        @Override
        public ResultRows rows(String id) {
            return runner.rows(id);
        }

        @Override
        public void cancel(String id) {
            runner.cancel(id);
        }

        @Override
        public List<ListedStatement> running(String namePrefix) {
            return runner.running(namePrefix);
        }
    }

    private Statements twoAtOnce() {
        return new Statements(
                redshift, background, clock, Statements.Limits.of(Duration.ofMinutes(1), 2), CallRates.unlimited());
    }

    private static Statement export(int number) {
        return Statement.of("export " + number, "UNLOAD " + number);
    }

    private List<String> runs() {
        return redshift.running().stream().map(Statement::name).toList();
    }

    @Test
    void onlySoManyRunAtOnceAndTheOthersFollowInTheirOrder() {
        Statements two = twoAtOnce();
        redshift.hold(sql -> sql.startsWith("UNLOAD"));
        List<RunningStatement> exports = IntStream.range(0, 5)
                .mapToObj(number -> two.run(export(number)))
                .toList();
        CompletableFuture<ResultRows> query = two.query(statement);
        background.drain();
        assertThat(runs()).containsExactly("export 0", "export 1");
        assertThat(query).as("a query needs no turn").isCompleted();
        redshift.endAll();
        redshift.hold(sql -> sql.matches("UNLOAD [234]"));
        background.pass(Duration.ofSeconds(1));
        assertThat(exports.get(0).ended()).isCompleted();
        assertThat(runs()).containsExactly("export 2", "export 3");
    }

    @Test
    void aTurnIsGivenBackHoweverItEnds() {
        Statements two = twoAtOnce();
        redshift.hold(sql -> sql.startsWith("UNLOAD"));
        List<RunningStatement> exports = IntStream.range(0, 7)
                .mapToObj(number -> two.run(export(number)))
                .toList();
        background.drain();
        // One that waits is cancelled, one that runs, and one that Redshift fails.
        exports.get(2).cancel();
        exports.get(0).cancel();
        background.drain();
        assertThat(exports.get(2).ended()).isCompletedExceptionally();
        assertThat(runs()).containsExactly("export 1", "export 3");
        redshift.failStatement(new StatementState.Failed("ERROR: disk full", false));
        redshift.hold(sql -> sql.matches("UNLOAD [3456]"));
        background.pass(Duration.ofSeconds(1));
        assertThat(exports.get(1).ended()).isCompletedExceptionally();
        assertThat(runs()).containsExactly("export 3", "export 4");
        two.cancelAll();
        background.drain();
        assertThat(exports).allSatisfy(export -> assertThat(export.ended()).isDone());
        redshift.hold(sql -> false);
        RunningStatement next = two.run(export(8));
        background.drain();
        assertThat(next.ended()).isCompleted();
    }

    /** Else a statement that waits for its turn for long would have no time left. */
    @Test
    void theDeadlineCountsFromTheTurn() {
        Statements two = twoAtOnce();
        redshift.hold(sql -> sql.matches("UNLOAD [01]"));
        List<RunningStatement> exports = IntStream.range(0, 3)
                .mapToObj(number -> two.run(export(number)))
                .toList();
        background.drainAll();
        assertThat(exports.get(0).ended()).isCompletedExceptionally();
        assertThat(exports.get(2).ended()).isCompleted();
    }
}
