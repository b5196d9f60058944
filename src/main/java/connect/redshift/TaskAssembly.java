// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.ErrorsConfig;
import connect.redshift.config.StagingConfig;
import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.config.WindowsConfig;
import connect.redshift.export.EarlierUnloads;
import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.export.UnloadOptions;
import connect.redshift.export.UnloadOptions.Encryption;
import connect.redshift.metrics.PublishedMetrics;
import connect.redshift.metrics.TaskFigures;
import connect.redshift.record.BadRows;
import connect.redshift.record.DeadLetters;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.SourceHeaders;
import connect.redshift.record.SourcePartition;
import connect.redshift.rows.ByteBudget;
import connect.redshift.rows.ParquetRowReaderFactory;
import connect.redshift.rows.ReadAhead;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.Staging;
import connect.redshift.statement.CallRates;
import connect.redshift.statement.Gathering;
import connect.redshift.statement.Statements;
import connect.redshift.stream.Backoff;
import connect.redshift.stream.CostLimits;
import connect.redshift.stream.Pause;
import connect.redshift.stream.SchemaChange;
import connect.redshift.stream.StartPoint;
import connect.redshift.stream.TableStatus;
import connect.redshift.stream.TableStream;
import connect.redshift.stream.TableStream.GivingUp;
import connect.redshift.stream.TaskStreams;
import connect.redshift.table.Catalog;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.window.Bound;
import connect.redshift.window.NullWatermarks;
import connect.redshift.window.Planner;
import connect.redshift.window.Probes;
import connect.redshift.window.Wanted;
import connect.redshift.window.WholePlanner;
import connect.redshift.window.WindowPlanner;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that names concrete classes: a task's configuration becomes its streams. */
final class TaskAssembly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskAssembly.class);
    private static final int THREADS = 12;

    /** How long the first table that asks waits for others: longer than a round over all streams takes. */
    private static final Duration LINGER = Duration.ofMillis(200);

    private final ConnectorConfig config;
    private final StoredOffsets offsets;
    private final Access access;
    private final Times times;
    private final Pause pause = new PollPause();
    private final Staging staging;
    private final ByteBudget budget;
    private final RowReader.Factory readers;
    private final Catalog catalog;
    private final Probes probes;
    private final PollTimes polls;
    private final TaskStreams streams;
    private final PollWatch watch;
    private final EarlierUnloads earlier;
    private final Optional<Transactions> transactions;
    private final List<TableStatus> statuses = new ArrayList<>();
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
        this.config = task.connector();
        this.offsets = new StoredOffsets(
                context.offsetStorageReader(), config.queries().change());
        this.access = access;
        this.times = times;
        this.staging = access.staging();
        this.budget = new ByteBudget(config.polling().queueBytes());
        this.readers = new ParquetRowReaderFactory(staging, access.background(), ReadAhead.DEFAULT, budget);
        this.catalog = access.catalog(company(task.tables()));
        this.probes = new Probes(
                access.statements(),
                access.background(),
                times.clock(),
                new Probes.Subject(
                        access.statementPrefix(),
                        company(task.tables()),
                        config.cost().probeTimeout()));
        this.polls = new PollTimes(
                config.cost(),
                config.name(),
                config.polling().interval(),
                times.clock().instant(),
                times.backoff().jitter());
        this.streams = new TaskStreams(
                task.tables().stream().map(this::stream).toList(),
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
                new TaskFigures(statuses, budget, access.calls()));
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

    private static Gathering.Company company(List<TableShare> tables) {
        return new Gathering.Company(LINGER, tables.size());
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

    private TableStream stream(TableShare share) {
        TableId table = share.table();
        SourcePartition partition = new SourcePartition(
                config.connection().warehouse().database(),
                table,
                share.watermarkColumn(),
                share.slice().shard(),
                config.queries().query(table).map(query -> query.text().hash()));
        SourceHeaders headers = new SourceHeaders(Version.current(), partition);
        RecordMapper mapper = new RecordMapper(
                partition,
                access.topics().of(table),
                config.records().heartbeatTopic(),
                config.records().sourceHeaders() ? Optional.of(headers) : Optional.empty());
        String label = table + share.slice().shard().label();
        String name = access.statementPrefix() + label;
        TableStatus status = new TableStatus(label, config.windows(table).lag().zone(), times.clock());
        statuses.add(status);
        TableStream.Subject subject = new TableStream.Subject(
                name,
                table,
                share.slice(),
                share.watermarkColumn(),
                config.rules(table),
                snapshot(config.windows(table)),
                polls.every(config.pollInterval(table)),
                new CostLimits(config.cost().bytesPerHour(), config.cost().statementsPerHour()),
                config.records().heartbeatInterval(),
                new TableStream.Failures(
                        times.backoff(),
                        config.polling().maxRetries(),
                        GivingUp.valueOf(config.polling().failureMode().name()),
                        config.staging().redoLost()));
        return new TableStream(
                subject,
                new TableStream.Collaborators(
                        catalog,
                        (described, filter) -> planner(name, share, described, filter),
                        exporter(share),
                        readers,
                        mapper,
                        badRows(partition, headers),
                        SchemaChange::log,
                        status),
                new TableStream.Memory(
                        () -> offsets.of(partition),
                        () -> offsets.layouts(partition),
                        release(share),
                        access.background()),
                times.clock(),
                pause::end);
    }

    private BadRows badRows(SourcePartition partition, SourceHeaders headers) {
        ErrorsConfig errors = config.errors();
        BadRows.Policy policy =
                switch (errors.rowMode()) {
                    case FAIL -> new BadRows.Fail(partition.table());
                    case SKIP -> new BadRows.Skip();
                    case TOPIC ->
                        new BadRows.ToTopic(new DeadLetters(
                                errors.topic().orElseThrow(),
                                partition,
                                headers,
                                config.name(),
                                access.topics().of(partition.table())));
                };
        return new BadRows(policy, errors.maxRecordBytes());
    }

    private static TableStream.Snapshot snapshot(WindowsConfig windows) {
        StartPoint start =
                windows.initial().<StartPoint>map(StartPoint.After::new).orElseGet(StartPoint.Earliest::new);
        return switch (windows.snapshot()) {
            case INITIAL -> new TableStream.Snapshot(start);
            case INITIAL_ONLY -> new TableStream.Snapshot(start, false, true);
            case NO_DATA -> new TableStream.Snapshot(new StartPoint.Now());
            case ALWAYS -> new TableStream.Snapshot(start, true, false);
        };
    }

    private Planner planner(String name, TableShare share, Table table, RowFilter filter) {
        WindowsConfig windows = config.windows(share.table());
        boolean once = windows.snapshot() == WindowsConfig.Snapshot.INITIAL_ONLY;
        if (share.watermarkColumn().isEmpty()) {
            Duration interval = config.pollInterval(share.table());
            return config.cost()
                    .cron()
                    .map(cron -> new WholePlanner(times.clock(), cron, once))
                    .orElseGet(() -> new WholePlanner(times.clock(), interval, once));
        }
        String column = share.watermarkColumn().get();
        Ordering ordering = table.ordering(column);
        boolean nullable = table.column(column).orElseThrow().nullable();
        return new WindowPlanner(
                probes,
                name,
                new WindowPlanner.Subject(table.relation(), column, ordering, filter),
                new Bound(windows.lag().delay(), windows.lag().zone()),
                new Wanted(
                        nullable ? windows.nulls() : NullWatermarks.NONE, windows.maxRows(), windows.overlap(), once));
    }

    private Exporter exporter(TableShare share) {
        StagingConfig.Unload unload = config.staging().unload();
        UnloadOptions options = new UnloadOptions(
                unload.roles(),
                config.staging().bucket().region(),
                encryption(unload.encryption()),
                unload.maxFileMegabytes());
        Exporter.Subject subject = new Exporter.Subject(
                share.table(),
                share.slice().shard(),
                share.watermarkColumn(),
                access.root(),
                options,
                () -> UUID.randomUUID().toString());
        return new Exporter(access.statements(), staging, access.background(), Clock.systemUTC(), subject);
    }

    private static Encryption encryption(String setting) {
        return switch (setting) {
            case "bucket" -> new Encryption.BucketDefault();
            case "auto" -> new Encryption.Auto();
            default -> new Encryption.Kms(setting);
        };
    }

    private ExportRelease release(TableShare share) {
        return new ExportRelease(
                staging,
                access.background(),
                times.clock(),
                new ExportRelease.Subject(
                        share.table(),
                        share.slice().shard(),
                        access.root(),
                        config.staging().orphanAge(),
                        config.staging().cleanup()));
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
