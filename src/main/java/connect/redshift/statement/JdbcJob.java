// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One statement on a connection of its own, from waiting for a thread to its end; what it returned is kept. */
final class JdbcJob implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcJob.class);

    /** Rows travel through S3; what comes this way are lists of tables, columns and bounds. */
    private static final int MOST_ROWS = 500_000;

    private final String id;
    private final connect.redshift.statement.Statement statement;
    private final JdbcConnections connections;
    private final Clock clock;
    private StatementState state = new StatementState.Running();
    private Optional<ResultRows> rows = Optional.empty();
    private Optional<Connection> open = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private boolean started;
    private boolean cancelled;

    JdbcJob(String id, connect.redshift.statement.Statement statement, JdbcConnections connections, Clock clock) {
        this.id = id;
        this.statement = statement;
        this.connections = connections;
        this.clock = clock;
    }

    String id() {
        return id;
    }

    connect.redshift.statement.Statement statement() {
        return statement;
    }

    synchronized StatementState state() {
        return state;
    }

    synchronized boolean endedBefore(Instant limit) {
        return ended.filter(end -> end.isBefore(limit)).isPresent();
    }

    synchronized ResultRows rows() {
        return rows.orElseThrow(() ->
                new StatementException("Statement %s (%s) has no result.".formatted(id, statement.name()), false));
    }

    @Override
    public void run() {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            started = true;
        }
        try (Connection connection = connections.open()) {
            if (begins(connection)) {
                execute(connection);
            }
        } catch (StatementException failure) {
            end(new StatementState.Failed(failure.getMessage(), failure.retriable()), Optional.empty());
        } catch (SQLException failure) {
            end(JdbcFailures.ofStatement(failure), Optional.empty());
        } catch (RuntimeException | Error failure) {
            // Whoever waits for the statement must hear of it; this thread has nobody to tell.
            LOG.error("statement {} ({}) broke", id, statement.name(), failure);
            end(new StatementState.Failed(String.valueOf(failure), false), Optional.empty());
        }
    }

    private synchronized boolean begins(Connection connection) {
        if (cancelled) {
            end(wasCancelled(), Optional.empty());
            return false;
        }
        open = Optional.of(connection);
        return true;
    }

    private void execute(Connection connection) throws SQLException {
        Instant begin = clock.instant();
        try (java.sql.Statement running = connection.createStatement()) {
            // Braces and question marks in SQL are SQL's.
            running.setEscapeProcessing(false);
            running.setMaxRows(MOST_ROWS + 1);
            Optional<ResultRows> result =
                    running.execute(statement.sql()) ? Optional.of(read(running.getResultSet())) : Optional.empty();
            Duration duration = Duration.between(begin, clock.instant());
            end(new StatementState.Finished(duration.isNegative() ? Duration.ZERO : duration), result);
        }
    }

    private ResultRows read(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<ResultColumn> described = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            described.add(new ResultColumn(
                    columns.getColumnLabel(column),
                    columns.getColumnTypeName(column),
                    columns.getPrecision(column),
                    columns.getScale(column)));
        }
        List<List<Optional<String>>> read = new ArrayList<>();
        while (result.next()) {
            List<Optional<String>> row = new ArrayList<>(described.size());
            for (int column = 1; column <= described.size(); column++) {
                row.add(text(result, column, columns.getColumnType(column)));
            }
            read.add(row);
            if (read.size() > MOST_ROWS) {
                throw new StatementException(
                        "Statement %s (%s) returned more than %,d rows.".formatted(id, statement.name(), MOST_ROWS),
                        false);
            }
        }
        return ResultRows.of(described, read);
    }

    /** As the Data API's client tells values: the driver alone would write truth as t and f. */
    private static Optional<String> text(ResultSet result, int column, int type) throws SQLException {
        if (type != Types.BIT && type != Types.BOOLEAN) {
            return Optional.ofNullable(result.getString(column));
        }
        boolean truth = result.getBoolean(column);
        return result.wasNull() ? Optional.empty() : Optional.of(Boolean.toString(truth));
    }

    private synchronized void end(StatementState end, Optional<ResultRows> result) {
        if (ended.isPresent()) {
            return;
        }
        state = end;
        rows = result;
        ended = Optional.of(clock.instant());
        open = Optional.empty();
    }

    private static StatementState.Failed wasCancelled() {
        return new StatementState.Failed("ERROR: Query cancelled on user's request", true);
    }

    /** Ends a job that has not begun; one that runs is asked to stop by {@link #stop}. True when it has ended. */
    synchronized boolean cancel() {
        cancelled = true;
        if (!started) {
            end(wasCancelled(), Optional.empty());
        }
        return ended.isPresent();
    }

    /** Asks the server to stop it; true when that is no longer needed. */
    boolean stop() {
        Optional<Connection> running;
        synchronized (this) {
            if (ended.isPresent()) {
                return true;
            }
            running = open;
        }
        if (running.isPresent()) {
            try {
                JdbcConnections.cancel(running.get());
            } catch (SQLException failure) {
                LOG.warn("{}: statement {} could not be cancelled", statement.name(), id, failure);
            }
        }
        return false;
    }

    /** Closes the connection under a statement that does not end: the last thing that can be done about it. */
    void abort() {
        Optional<Connection> running;
        synchronized (this) {
            cancelled = true;
            running = open;
        }
        if (running.isPresent()) {
            try {
                running.get().abort(Runnable::run);
            } catch (SQLException failure) {
                LOG.debug("{}: the connection of statement {} could not be closed", statement.name(), id, failure);
            }
        }
    }
}
