// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.Submission.Piece;
import connect.redshift.emulator.Submission.Status;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Takes submissions through their life; each runs in a session of its own, a batch in one session and one transaction. */
final class StatementRunner implements AutoCloseable {
    /** PostgreSQL's connections are shared by all local Redshifts of this JVM; what finds none waits, as behind a full queue. */
    private static final Semaphore SESSIONS = new Semaphore(50);

    private final Settings settings;
    private final Warehouse warehouse;
    private final Staging staging;
    private final Faults faults;
    private final Random random;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-redshift-statement");
        thread.setDaemon(true);
        return thread;
    });

    StatementRunner(Settings settings, Warehouse warehouse, Staging staging, Faults faults) {
        this.settings = settings;
        this.warehouse = warehouse;
        this.staging = staging;
        this.faults = faults;
        this.random = new Random(settings.seed());
    }

    void submit(Submission submission) {
        threads.execute(() -> {
            try {
                live(submission);
            } catch (Submission.Cancelled cancelled) {
                submission.end(Status.ABORTED, "ERROR: Query cancelled on user's request");
            } catch (InterruptedException closing) {
                submission.end(Status.ABORTED, null);
            } catch (SqlFailure failure) {
                submission.end(Status.FAILED, failure.getMessage());
            } catch (SQLException | IOException | RuntimeException failure) {
                if (submission.isCancelled()) {
                    submission.end(Status.ABORTED, "ERROR: Query cancelled on user's request");
                } else {
                    submission.end(Status.FAILED, "ERROR: " + failure);
                }
            }
        });
    }

    private void live(Submission submission) throws InterruptedException, SQLException, IOException {
        String sql = submission.sql();
        step(submission, submission.stay(settings.pace().submitted()) && submission.reach(Status.PICKED));
        Optional<Faults.Fault> slow = faults.take(Set.of(Kind.SLOW_PICK), "", sql);
        step(
                submission,
                submission.stay(settings.pace()
                        .picked()
                        .plus(slow.map(Faults.Fault::delay).orElse(Duration.ZERO))));
        step(
                submission,
                submission.reach(Status.STARTED)
                        && submission.stay(settings.pace().started()));
        faults.awaitRelease(sql, submission::isCancelled);
        submission.checkCancelled();
        Optional<Faults.Fault> fault = faults.take(Faults.OF_RUNS, "", sql);
        if (fault.isPresent()) {
            boolean abort = fault.get().kind() == Kind.ABORT;
            String text = fault.get().text().isEmpty()
                    ? "ERROR: injected failure"
                    : fault.get().text();
            submission.end(abort ? Status.ABORTED : Status.FAILED, abort ? null : text);
            return;
        }
        run(submission);
    }

    private static void step(Submission submission, boolean goesOn) {
        if (!goesOn) {
            submission.checkCancelled();
        }
    }

    private void run(Submission submission) throws SQLException, IOException, InterruptedException {
        String database = submission.request().caller().database();
        if (!SqlText.foldAscii(database)
                .equals(SqlText.foldAscii(settings.target().database()))) {
            throw new SqlFailure("FATAL: database \"" + database + "\" does not exist");
        }
        boolean transaction = submission.request().transaction();
        while (!SESSIONS.tryAcquire(20, TimeUnit.MILLISECONDS)) {
            submission.checkCancelled();
        }
        try (Connection connection = warehouse.open()) {
            if (transaction) {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            for (Piece piece : submission.pieces()) {
                if (!run(connection, piece, submission) && transaction) {
                    submission.end(Status.FAILED, piece.error().orElse(null));
                    return;
                }
            }
            if (transaction) {
                connection.commit();
            }
        } finally {
            SESSIONS.release();
        }
        Optional<String> error = submission.pieces().stream()
                .flatMap(piece -> piece.error().stream())
                .findFirst();
        submission.end(error.isPresent() ? Status.FAILED : Status.FINISHED, error.orElse(null));
    }

    private boolean run(Connection connection, Piece piece, Submission submission) throws SQLException, IOException {
        long start = System.nanoTime();
        try {
            markStart(connection);
            Outcome outcome = UnloadParser.isUnload(piece.sql())
                    ? unload(connection, piece.sql(), submission)
                    : execute(connection, piece.sql(), submission);
            submission.checkCancelled();
            piece.end(Status.FINISHED, null, outcome, System.nanoTime() - start);
            return true;
        } catch (SQLException failure) {
            submission.checkCancelled();
            piece.end(Status.FAILED, text(failure), null, System.nanoTime() - start);
        } catch (SqlFailure failure) {
            piece.end(Status.FAILED, failure.getMessage(), null, System.nanoTime() - start);
        }
        return false;
    }

    private static void markStart(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET emulator.statement_start = "
                    + SqlText.literal(Instant.now().toString()));
        }
    }

    private Outcome execute(Connection connection, String sql, Submission submission) throws SQLException {
        SelectRules.checkStatement(SqlScanner.meaning(sql));
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            submission.running(statement);
            try {
                boolean result = statement.execute(warehouse.dialect().translate(sql));
                return result
                        ? Outcome.of(ResultReader.read(statement.getResultSet()))
                        : Outcome.of(Math.max(0, statement.getUpdateCount()));
            } finally {
                submission.finished(statement);
            }
        }
    }

    Outcome unload(Connection connection, String sql, Submission submission) throws SQLException, IOException {
        Unload unload = UnloadParser.parse(sql);
        SelectRules.check(SqlScanner.meaning(unload.query()), true);
        String inner = warehouse.dialect().translate(unload.query());
        Optional<Faults.Fault> fault = faults.take(Faults.OF_FILES, "", sql);
        if (fault.isEmpty()) {
            fault = faults.take(Set.of(Kind.FAIL_AFTER_PARTS), "", sql);
        }
        boolean alone = connection.getAutoCommit();
        connection.setAutoCommit(false);
        Random own;
        synchronized (random) {
            own = new Random(random.nextLong());
        }
        try {
            long rows = new UnloadRun(unload, settings.parts(), staging, fault, own).run(connection, inner, submission);
            try (Statement statement = connection.createStatement()) {
                statement.execute(String.format(Locale.ROOT, "SET emulator.last_unload = '%d'", rows));
            }
            if (alone) {
                connection.commit();
            }
            return Outcome.of(rows);
        } finally {
            if (alone) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static String text(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return message == null ? "ERROR: " + failure.getMessage() : "ERROR: " + message.getMessage();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
