// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.aws.AwsClients;
import connect.redshift.contract.StatementRunnerContract;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.statement.DataApiStatementRunner.Target;
import connect.redshift.statement.DataApiStatementRunner.Warehouse;
import connect.redshift.worker.Await;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Data API's own client over HTTP keeps what the interface promises, also when answers get lost. */
final class DataApiStatementRunnerEmulatorTest extends StatementRunnerContract {
    private static final String SLOW = "SELECT 1 AS slow";

    private static Stack stack;
    private static AwsClients clients;
    private static StatementRunner runner;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE TABLE effects (n INTEGER)");
        stack.redshift().execute("CREATE TABLE numbers (number INTEGER)");
        stack.redshift().execute("INSERT INTO numbers SELECT n FROM generate_series(1, 2500) AS n");
        clients = AwsClients.build(stack.access(), 2);
        runner = new DataApiStatementRunner(
                clients.dataApi(),
                new Target(new Warehouse.Workgroup("local"), "dev", Optional.empty(), Optional.empty()));
    }

    @AfterAll
    static void close() {
        if (clients != null) {
            clients.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void clearFaults() {
        stack.redshift().faults().clear();
    }

    @Override
    protected StatementRunner runner() {
        return runner;
    }

    @Override
    protected String quickQuery() {
        return "SELECT 1 AS one";
    }

    @Override
    protected String slowQuery() {
        stack.redshift().faults().add(Fault.of(Kind.HOLD).where(SLOW));
        return SLOW;
    }

    @Override
    protected String failingQuery() {
        return "SELECT * FROM nothing_here";
    }

    @Override
    protected String longQuery() {
        return "SELECT number FROM numbers ORDER BY number";
    }

    @Override
    protected String emptyQuery() {
        return "SELECT * FROM (SELECT number AS id, 'x'::varchar(40) AS name, number::numeric(12,2) AS amount FROM numbers)"
                + " AS q WHERE 1 = 0";
    }

    @Override
    protected int manyRows() {
        return 2_500;
    }

    @Override
    protected String statementWithEffect() {
        return "INSERT INTO effects VALUES (1)";
    }

    @Override
    protected long effects() {
        return stack.redshift().query("SELECT n FROM effects").size();
    }

    /** A question takes its time on the way to the local Redshift and back. */
    @Override
    protected void letTimePass() {}

    @Test
    void aStatementWhoseAnswerGotLostRunsOnce() {
        long before = effects();
        stack.redshift().faults().add(Fault.of(Kind.LOST_RESPONSE).on("ExecuteStatement"));

        String id = runner.submit(Statement.of("lost", statementWithEffect()));

        assertThat(awaitEnd(id)).isInstanceOf(StatementState.Finished.class);
        assertThat(effects()).isEqualTo(before + 1);
    }

    @Test
    void throttlingInDisguiseMayPass() {
        String id = runner.submit(Statement.of("throttled", quickQuery()));
        stack.redshift().faults().add(Fault.of(Kind.HIDDEN_THROTTLE).on("DescribeStatement"));

        assertThatThrownBy(() -> runner.state(id))
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isTrue());
        assertThat(awaitEnd(id)).isInstanceOf(StatementState.Finished.class);
    }

    @Test
    void anEndWithoutAReasonIsAFailureThatMayPass() {
        stack.redshift().faults().add(Fault.of(Kind.ABORT).where("AS aborted"));

        StatementState end = awaitEnd(runner.submit(Statement.of("aborted", "SELECT 1 AS aborted")));

        assertThat(end)
                .isEqualTo(new StatementState.Failed(
                        "Redshift says ABORTED and gives no reason; it may have been cancelled by a user, a queue rule"
                                + " or a restart",
                        true));
    }

    @Test
    void aCancelledUnloadLeavesNoManifest() {
        stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        String id = runner.submit(Statement.of(
                "unload",
                "UNLOAD ('SELECT number FROM numbers') TO 's3://staging/cancelled/' IAM_ROLE default FORMAT AS PARQUET"
                        + " MANIFEST VERBOSE"));

        runner.cancel(id);

        assertThat(awaitEnd(id)).isInstanceOf(StatementState.Failed.class);
        assertThat(stack.s3().keys(Stack.BUCKET, "cancelled/")).isEmpty();
    }

    @Test
    void aStatementThatIsForgottenIsAFinalFailure() {
        String id = runner.submit(Statement.of("forgotten", quickQuery()));
        stack.redshift().faults().add(Fault.of(Kind.EXPIRE).on("DescribeStatement"));

        assertThatThrownBy(() -> runner.state(id))
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isFalse());
    }

    @Test
    void everyPageOfRunningStatementsIsRead() {
        String slow = slowQuery();
        List<String> ids = IntStream.range(0, 130)
                .mapToObj(number -> runner.submit(Statement.of("crowd " + number, slow)))
                .toList();

        assertThat(runner.running("crowd ")).extracting(ListedStatement::id).containsExactlyInAnyOrderElementsOf(ids);

        stack.redshift().faults().clear();
    }

    @Test
    void whoMayNotListIsToldWhatToAllow() {
        stack.redshift().faults().add(Fault.of(Kind.DENIED).on("ListStatements"));

        assertThatThrownBy(() -> runner.running("any"))
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isFalse())
                .hasMessageStartingWith("Could not list running statements: Redshift Data API answered"
                        + " AccessDeniedException: User is not authorized to perform: redshift-data:ListStatements");
    }

    private static StatementState awaitEnd(String id) {
        return Await.present("the end of statement " + id, Duration.ofSeconds(30), () -> Optional.of(runner.state(id))
                .filter(state -> !(state instanceof StatementState.Running)));
    }
}
