// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import connect.redshift.contract.StatementRunnerContract;
import connect.redshift.emulator.DatabaseFront;
import connect.redshift.statement.JdbcOptions.Session;
import connect.redshift.statement.JdbcOptions.Tls;
import connect.redshift.statement.JdbcOptions.TlsMode;
import connect.redshift.worker.Stack;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** AWS's own driver against the local Redshift's database port keeps what the interface promises. */
final class JdbcStatementRunnerEmulatorTest extends StatementRunnerContract {
    private static Stack stack;
    private static DatabaseFront database;
    private static DelayedBackground background;
    private static JdbcStatementRunner runner;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE TABLE effects (n INTEGER)");
        stack.redshift().execute("CREATE TABLE numbers (number INTEGER)");
        stack.redshift().execute("INSERT INTO numbers SELECT n FROM generate_series(1, 2500) AS n");
        database = stack.redshift()
                .listen(Optional.empty(), (user, password) -> user.equals("reader") && password.equals("right"));
        background = new DelayedBackground();
        runner = new JdbcStatementRunner(
                new Logins(
                        () -> new Logins.Lease(
                                new Login("127.0.0.1", database.port(), "dev", "reader", "right"),
                                Optional.empty(),
                                Optional.empty()),
                        Clock.systemUTC()),
                new JdbcOptions(
                        new Tls(TlsMode.DISABLE, Optional.empty()),
                        Duration.ofSeconds(5),
                        Optional.of(Duration.ofMinutes(1)),
                        Session.PLAIN,
                        4),
                "test",
                background,
                Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        runner.close();
        background.close();
        database.close();
        stack.close();
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
        return "SELECT pg_sleep(60)";
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

    @Override
    protected void letTimePass() {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
}
