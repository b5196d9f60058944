// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.TaskConfig;
import connect.redshift.export.EarlierUnloads;
import connect.redshift.metrics.PublishedMetrics;
import connect.redshift.metrics.TaskFigures;
import connect.redshift.rows.ByteBudget;
import connect.redshift.statement.CallRates;
import connect.redshift.statement.Statements;
import connect.redshift.stream.Backoff;
import connect.redshift.stream.Pause;
import connect.redshift.stream.TaskStreams;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's configuration becomes what polls it; with {@link StreamAssembly} the one place that names concrete classes. */
final class TaskAssembly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskAssembly.class);
    private static final int THREADS = 12;

    private final Access access;
    private final TaskStreams streams;
    private final PollWatch watch;
    private final EarlierUnloads earlier;
    private final Optional<Transactions> transactions;
    private final PublishedMetrics metrics;

    /**
     * What a task's waits are measured by.
     *
     * @param silence how long Connect may not ask for rows before statements are cancelled
     */
    record Times(Clock clock, Backoff backoff, Duration silence) {
        static final Backoff BACKOFF =
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), () -> ThreadLocalRandom.current()
                        .nextDouble());

        static Times real() {
            return new Times(new ForwardClock(), BACKOFF, PollWatch.LIMIT);
        }
    }

    private TaskAssembly(TaskConfig task, SourceTaskContext context, Access access, Times times) {
        ConnectorConfig config = task.connector();
        this.access = access;
        ByteBudget budget = new ByteBudget(config.polling().queueBytes());
        Pause pause = new PollPause();
        StreamAssembly assembly =
                new StreamAssembly(task, context.offsetStorageReader(), access, budget, times, pause::end);
        this.streams = new TaskStreams(
                task.tables().stream().map(assembly::stream).toList(),
                pause,
                config.polling().batchRows());
        this.watch = new PollWatch(access.statements(), access.background(), times.clock(), times.silence());
        this.earlier = new EarlierUnloads(
                access.statements(),
                access.background(),
                new EarlierUnloads.Subject(
                        access.statementPrefix(),
                        access.root(),
                        task.tables().stream()
                                .map(share -> new EarlierUnloads.Part(
                                        share.table(), share.slice().shard()))
                                .toList()));
        // Connect lends none unless transactions are on and end where the connector says.
        this.transactions = Optional.ofNullable(context.transactionContext())
                .map(lent -> new Transactions(
                        lent,
                        config.delivery().transactionRows(),
                        config.delivery().transactionTime(),
                        times.clock()));
        this.metrics = PublishedMetrics.publish(
                context,
                new PublishedMetrics.Subject(config.name(), task.number()),
                new TaskFigures(assembly.statuses(), budget, access.calls()));
        LOG.info(
                "{} task {}: {} tables, at most {} bytes of row groups at once, metrics at {}",
                config.name(),
                task.number(),
                task.tables().size(),
                budget.limit(),
                metrics.where());
    }

    /** Builds everything and calls nothing remote; closes what it opened when building fails. */
    static TaskAssembly build(TaskConfig task, SourceTaskContext context, Times times) {
        ConnectorConfig config = task.connector();
        Access access = Access.open(
                config,
                new Access.Threads("redshift-" + config.name(), THREADS),
                Statements.Limits.of(
                        config.connection().statementTimeout(), config.cost().unloadsInFlight()),
                rates(task, times.clock()),
                times.clock());
        try {
            return new TaskAssembly(task, context, access, times);
        } catch (RuntimeException failure) {
            access.close();
            throw failure;
        }
    }

    private static CallRates rates(TaskConfig task, Clock clock) {
        return switch (task.connector().connection().target().transport()) {
            case DATA_API -> CallRates.part(task.connector().cost().quotaPart() / task.tasks(), clock);
            case JDBC -> CallRates.unlimited();
        };
    }

    /** Begins what goes on beside the polls. */
    void start() {
        access.statements().runAfter(earlier.stop());
        watch.start();
    }

    /** The next records, or none; comes back within a second. */
    List<SourceRecord> poll() throws InterruptedException {
        if (watch.asked()) {
            streams.takeUpAgain();
        }
        List<SourceRecord> records = streams.poll();
        transactions.ifPresent(boundaries -> boundaries.handOver(records));
        return records;
    }

    /** Cancels what runs in Redshift, then lets go of threads and connections. */
    @Override
    public void close() {
        try (access;
                metrics) {
            streams.close();
        }
    }
}
