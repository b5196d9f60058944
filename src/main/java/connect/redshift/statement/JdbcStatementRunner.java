// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs statements over database connections. A connection's thread is held for as long as its statement runs, and an
 * UNLOAD may run for hours, so this class has threads of its own, one a connection, and the task's executor stays free.
 * Statements beyond them wait for a thread and count as running.
 *
 * <p>Ids and results live in this object: unlike the Data API's, a statement does not outlive the task that runs it. The
 * table's next UNLOAD goes to a folder of its own, as ever.
 */
public final class JdbcStatementRunner implements StatementRunner, AutoCloseable {
    /** Longer than {@link Statements} tries to get a result. */
    private static final Duration KEPT = Duration.ofMinutes(15);

    /** Redshift's own limit of 16 MB (developer guide, "SQL reference"). */
    private static final int LONGEST_STATEMENT_BYTES = 16 * 1_024 * 1_024;

    private static final Duration BETWEEN_CANCELS = Duration.ofMillis(500);
    private static final int CANCELS = 20;

    private final JdbcConnections connections;
    private final Background background;
    private final Clock clock;
    private final ThreadPoolExecutor threads;
    private final Map<String, JdbcJob> byId = new HashMap<>();
    private final Map<String, JdbcJob> byToken = new HashMap<>();

    /**
     * @param name of threads and sessions, such as the connector's
     * @param background for asking again to stop a statement
     */
    public JdbcStatementRunner(Logins logins, JdbcOptions options, String name, Background background, Clock clock) {
        this.connections = new JdbcConnections(logins, options, "kafka-connect " + name);
        this.background = background;
        this.clock = clock;
        ClassLoader plugin = JdbcStatementRunner.class.getClassLoader();
        this.threads = new ThreadPoolExecutor(
                options.connections(),
                options.connections(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "redshift-jdbc-" + name);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(plugin);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public int longestStatement() {
        return LONGEST_STATEMENT_BYTES;
    }

    @Override
    public synchronized String submit(Statement statement) {
        int bytes = SqlText.bytes(statement.sql());
        if (bytes > LONGEST_STATEMENT_BYTES) {
            throw new StatementException(
                    "Statement %s has %d bytes in UTF-8; Redshift takes %d"
                            .formatted(statement.name(), bytes, LONGEST_STATEMENT_BYTES),
                    false);
        }
        forgetOld();
        JdbcJob before = byToken.get(statement.token());
        if (before != null) {
            return before.id();
        }
        JdbcJob job = new JdbcJob(UUID.randomUUID().toString(), statement, connections, clock);
        try {
            threads.execute(job);
        } catch (RejectedExecutionException closed) {
            throw new StatementException(
                    "Could not submit %s: the task is stopping.".formatted(statement.name()), false, closed);
        }
        byId.put(job.id(), job);
        byToken.put(statement.token(), job);
        return job.id();
    }

    private void forgetOld() {
        Instant limit = clock.instant().minus(KEPT);
        byId.values().removeIf(job -> job.endedBefore(limit));
        byToken.values().removeIf(job -> job.endedBefore(limit));
    }

    @Override
    public StatementState state(String id) {
        return job(id).state();
    }

    @Override
    public ResultRows rows(String id) {
        return job(id).rows();
    }

    @Override
    public void cancel(String id) {
        JdbcJob job = job(id);
        if (!job.cancel()) {
            stop(job, 1);
        }
    }

    /** Those of this object only: what another process left running has no name in Redshift, and ends by itself. */
    @Override
    public synchronized List<ListedStatement> running(String namePrefix) {
        return byId.values().stream()
                .filter(job -> job.state() instanceof StatementState.Running
                        && job.statement().name().startsWith(namePrefix))
                .map(job -> new ListedStatement(
                        job.id(), job.statement().name(), job.statement().sql()))
                .toList();
    }

    /** A cancel that reaches the server before the statement does is lost, so it is repeated until the statement ends. */
    private void stop(JdbcJob job, int attempt) {
        if (job.stop()) {
            return;
        }
        if (attempt >= CANCELS) {
            job.abort();
            return;
        }
        background.after(BETWEEN_CANCELS, () -> stop(job, attempt + 1));
    }

    private synchronized JdbcJob job(String id) {
        JdbcJob job = byId.get(id);
        if (job == null) {
            throw new StatementException(
                    "Statement %s is not known here: it ended long ago, or another task ran it.".formatted(id), false);
        }
        return job;
    }

    /** Closes the connections of what still runs; who wants it stopped cancels it before. */
    @Override
    public void close() {
        threads.shutdown();
        List<JdbcJob> jobs;
        synchronized (this) {
            jobs = List.copyOf(byId.values());
        }
        jobs.forEach(JdbcJob::cancel);
        jobs.forEach(JdbcJob::abort);
    }
}
