// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.TaskAssembly.Times;
import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.ErrorsConfig;
import connect.redshift.config.StagingConfig;
import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.config.WindowsConfig;
import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.export.UnloadOptions;
import connect.redshift.export.UnloadOptions.Encryption;
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
import connect.redshift.statement.Gathering;
import connect.redshift.stream.CostLimits;
import connect.redshift.stream.SchemaChange;
import connect.redshift.stream.StartPoint;
import connect.redshift.stream.TableStatus;
import connect.redshift.stream.TableStream;
import connect.redshift.stream.TableStream.GivingUp;
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
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Builds what reads one table: planner, exporter, reader, mapper. What a task's tables share is here, too: the catalog
 * and the probes that gather their questions, the readers under one budget, and the grid that their polls fall on.
 */
final class StreamAssembly {
    /** How long the first table that asks waits for others: longer than a round over all streams takes. */
    private static final Duration LINGER = Duration.ofMillis(200);

    private final ConnectorConfig config;
    private final StoredOffsets offsets;
    private final Access access;
    private final Times times;
    private final Runnable woken;
    private final Staging staging;
    private final RowReader.Factory readers;
    private final Catalog catalog;
    private final Probes probes;
    private final PollTimes polls;
    private final List<TableStatus> statuses = new ArrayList<>();

    /**
     * @param budget for the row groups of all tables
     * @param woken called when a stream has something to go on with
     */
    StreamAssembly(
            TaskConfig task,
            OffsetStorageReader stored,
            Access access,
            ByteBudget budget,
            Times times,
            Runnable woken) {
        this.config = task.connector();
        this.offsets = new StoredOffsets(stored, config.queries().change());
        this.access = access;
        this.times = times;
        this.woken = woken;
        this.staging = access.staging();
        this.readers = new ParquetRowReaderFactory(staging, access.background(), ReadAhead.DEFAULT, budget);
        Gathering.Company company = new Gathering.Company(LINGER, task.tables().size());
        this.catalog = access.catalog(company);
        this.probes = new Probes(
                access.statements(),
                access.background(),
                times.clock(),
                new Probes.Subject(
                        access.statementPrefix(), company, config.cost().probeTimeout()));
        this.polls = new PollTimes(
                config.cost(),
                config.name(),
                config.polling().interval(),
                times.clock().instant(),
                times.backoff().jitter());
    }

    /** Of the streams so far. */
    List<TableStatus> statuses() {
        return statuses;
    }

    /** One share's stream; its status is among the {@link #statuses} from then on. */
    TableStream stream(TableShare share) {
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
                woken);
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
}
