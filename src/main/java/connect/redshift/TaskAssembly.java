// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.StagingConfig;
import connect.redshift.config.TablesConfig;
import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.export.UnloadOptions;
import connect.redshift.export.UnloadOptions.Encryption;
import connect.redshift.record.OffsetCodec;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.SourceHeaders;
import connect.redshift.record.SourceOffset;
import connect.redshift.record.SourcePartition;
import connect.redshift.rows.ParquetRowReaderFactory;
import connect.redshift.rows.ReadAhead;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.Staging;
import connect.redshift.stream.Backoff;
import connect.redshift.stream.Pause;
import connect.redshift.stream.SchemaChange;
import connect.redshift.stream.StartPoint;
import connect.redshift.stream.TableStream;
import connect.redshift.stream.TaskStreams;
import connect.redshift.table.Ordering;
import connect.redshift.table.TableId;
import connect.redshift.window.Bound;
import connect.redshift.window.WindowPlanner;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** The one place that names concrete classes: a task's configuration becomes its streams. */
final class TaskAssembly implements AutoCloseable {
    private static final int THREADS = 12;
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private final ConnectorConfig config;
    private final OffsetStorageReader offsets;
    private final Access access;
    private final Pause pause = new PollPause();
    private final Staging staging;
    private final RowReader.Factory readers;
    private final TaskStreams streams;

    private TaskAssembly(TaskConfig task, OffsetStorageReader offsets, Access access) {
        this.config = task.connector();
        this.offsets = offsets;
        this.access = access;
        this.staging = access.staging();
        this.readers = new ParquetRowReaderFactory(staging, access.background(), ReadAhead.DEFAULT);
        this.streams = new TaskStreams(
                task.tables().stream().map(this::stream).toList(),
                pause,
                config.polling().batchRows());
    }

    /** Builds everything and calls nothing remote; closes what it opened when building fails. */
    static TaskAssembly build(TaskConfig task, OffsetStorageReader offsets) {
        ConnectorConfig config = task.connector();
        Access access = Access.open(
                config,
                "redshift-" + config.name(),
                THREADS,
                config.connection().statementTimeout());
        try {
            return new TaskAssembly(task, offsets, access);
        } catch (RuntimeException failure) {
            access.close();
            throw failure;
        }
    }

    TaskStreams streams() {
        return streams;
    }

    private TableStream stream(TableShare share) {
        TableId table = share.table();
        SourcePartition partition =
                new SourcePartition(config.connection().warehouse().database(), table, share.watermarkColumn());
        RecordMapper mapper = new RecordMapper(
                partition,
                access.topics().of(table),
                config.records().heartbeatTopic(),
                config.records().sourceHeaders()
                        ? Optional.of(new SourceHeaders(Version.current(), partition))
                        : Optional.empty());
        String name = config.name() + " " + table;
        TableStream.Subject subject = new TableStream.Subject(
                name,
                table,
                share.watermarkColumn(),
                config.rules(table),
                startPoint(config.tables().start()),
                config.polling().interval(),
                config.records().heartbeatInterval(),
                BACKOFF,
                config.polling().maxRetries());
        return new TableStream(
                subject,
                new TableStream.Collaborators(
                        access.catalog(), planners(name, share), exporter(share), readers, mapper, SchemaChange::log),
                new TableStream.Memory(stored(partition), release(table), access.background()),
                Clock.systemUTC(),
                pause::end);
    }

    private static StartPoint startPoint(TablesConfig.Start start) {
        if (start.fromNow()) {
            return new StartPoint.Now();
        }
        return start.after().<StartPoint>map(StartPoint.After::new).orElseGet(StartPoint.Earliest::new);
    }

    private Function<Ordering, WindowPlanner> planners(String name, TableShare share) {
        TablesConfig.Lag lag = config.tables().lag();
        return ordering -> new WindowPlanner(
                access.statements(),
                name,
                new WindowPlanner.Subject(
                        share.table(), share.watermarkColumn(), ordering, config.filter(share.table())),
                new Bound(lag.delay(), lag.zone()));
    }

    private Exporter exporter(TableShare share) {
        StagingConfig.Unload unload = config.staging().unload();
        UnloadOptions options = new UnloadOptions(
                unload.roles(),
                config.staging().bucket().region(),
                encryption(unload.encryption()),
                unload.maxFileMegabytes());
        Exporter.Subject subject = new Exporter.Subject(
                share.table(), share.watermarkColumn(), access.root(), options, () -> UUID.randomUUID()
                        .toString());
        return new Exporter(access.statements(), staging, access.background(), Clock.systemUTC(), subject);
    }

    private static Encryption encryption(String setting) {
        return switch (setting) {
            case "bucket" -> new Encryption.BucketDefault();
            case "auto" -> new Encryption.Auto();
            default -> new Encryption.Kms(setting);
        };
    }

    private ExportRelease release(TableId table) {
        return new ExportRelease(
                staging,
                access.background(),
                Clock.systemUTC(),
                new ExportRelease.Subject(table, access.root(), config.staging().orphanAge()));
    }

    private Supplier<Optional<SourceOffset>> stored(SourcePartition partition) {
        return () -> {
            Map<String, Object> map = offsets.offset(partition.toMap());
            return Optional.ofNullable(map).map(OffsetCodec::parse);
        };
    }

    /** Cancels what runs in Redshift, then lets go of threads and connections. */
    @Override
    public void close() {
        try {
            streams.close();
        } finally {
            access.close();
        }
    }
}
