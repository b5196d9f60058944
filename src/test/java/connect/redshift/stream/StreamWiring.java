// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.export.UnloadOptions;
import connect.redshift.record.BadRows;
import connect.redshift.record.DeadLetters;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.ShardLayouts;
import connect.redshift.record.SourceHeaders;
import connect.redshift.record.SourceOffset;
import connect.redshift.record.SourcePartition;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.S3Uri;
import connect.redshift.statement.Gathering;
import connect.redshift.statement.Statements;
import connect.redshift.table.Catalog;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.Shard;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.Bound;
import connect.redshift.window.Planner;
import connect.redshift.window.Probes;
import connect.redshift.window.Wanted;
import connect.redshift.window.WholePlanner;
import connect.redshift.window.WindowPlanner;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What a stream of {@link ModelTable} is made of: everything real but for what it was built with. */
record StreamWiring(
        FakeStatements redshift,
        MemoryStaging staging,
        ManualClock clock,
        ManualBackground background,
        RowReader.Factory readers,
        BadRows badRows,
        Function<Optional<SourceOffset>, ShardLayouts> layouts) {
    static final TableId TABLE = new TableId("public", "life");
    static final TableRules RULES = rules(SchemaEvolution.EVOLVE);
    static final String ROWS = "rows";
    static final String HEARTBEATS = "heartbeats";
    static final String LETTERS = "bad-rows";
    static final Duration ORPHAN_AGE = Duration.ofHours(1);
    static final BadRows.Policy TO_TOPIC = toTopic(Optional.of("wm"));
    private static final S3Uri ROOT = new S3Uri("bucket", "connector/");

    static TableRules rules(SchemaEvolution evolution) {
        return new TableRules(
                new SchemaNames("life.Value", "life.Key"),
                new KeyRules(List.of()),
                ColumnRules.ALL,
                RowFilter.NONE,
                TypeOptions.DEFAULT,
                evolution);
    }

    StreamWiring(
            FakeStatements redshift,
            MemoryStaging staging,
            ManualClock clock,
            ManualBackground background,
            RowReader.Factory readers) {
        this(redshift, staging, clock, background, readers, BadRows.failing(TABLE));
    }

    /** Of a table in one piece, of which nothing else is stored. */
    StreamWiring(
            FakeStatements redshift,
            MemoryStaging staging,
            ManualClock clock,
            ManualBackground background,
            RowReader.Factory readers,
            BadRows badRows) {
        this(
                redshift,
                staging,
                clock,
                background,
                readers,
                badRows,
                stored -> new ShardLayouts(
                        TABLE, stored.map(offset -> Map.of(Shard.ONLY, offset)).orElseGet(Map::of)));
    }

    TableStream open(
            TableStream.Subject subject,
            Duration delay,
            Supplier<Optional<SourceOffset>> stored,
            Supplier<String> exportIds) {
        return open(subject, delay, Wanted.DEFAULT, stored, exportIds);
    }

    TableStream open(
            TableStream.Subject subject,
            Duration delay,
            Wanted wanted,
            Supplier<Optional<SourceOffset>> stored,
            Supplier<String> exportIds) {
        return open(subject, delay, wanted, stored, exportIds, change -> {}, () -> {});
    }

    TableStream open(
            TableStream.Subject subject,
            Duration delay,
            Wanted wanted,
            Supplier<Optional<SourceOffset>> stored,
            Supplier<String> exportIds,
            SchemaObserver observer,
            Runnable whenReady) {
        return open(
                subject,
                delay,
                wanted,
                stored,
                exportIds,
                observer,
                new TableStatus(subject.table().toString(), ZoneOffset.UTC, clock),
                whenReady);
    }

    TableStream open(
            TableStream.Subject subject,
            Duration delay,
            Wanted wanted,
            Supplier<Optional<SourceOffset>> stored,
            Supplier<String> exportIds,
            SchemaObserver observer,
            TableStatus status,
            Runnable whenReady) {
        Statements statements = new Statements(redshift, background, clock, Duration.ofSeconds(30));
        Exporter exporter = new Exporter(
                statements,
                staging,
                background,
                clock,
                new Exporter.Subject(
                        TABLE,
                        subject.slice().shard(),
                        subject.watermarkColumn(),
                        ROOT,
                        new UnloadOptions(
                                List.of(), Optional.empty(), new UnloadOptions.Encryption.BucketDefault(), 32),
                        exportIds));
        ExportRelease release = new ExportRelease(
                staging,
                background,
                clock,
                new ExportRelease.Subject(TABLE, subject.slice().shard(), ROOT, ORPHAN_AGE, true));
        return new TableStream(
                subject,
                new TableStream.Collaborators(
                        new Catalog(statements, "life", "dev"),
                        (table, filter) -> planner(statements, table, filter, subject, delay, wanted),
                        exporter,
                        readers,
                        new RecordMapper(
                                partition(subject.watermarkColumn())
                                        .of(subject.slice().shard()),
                                ROWS,
                                HEARTBEATS,
                                Optional.empty()),
                        badRows,
                        observer,
                        status),
                new TableStream.Memory(stored, () -> layouts.apply(stored.get()), release, background),
                clock,
                whenReady);
    }

    /** Bad rows become letters of the stream that reads by this column, or whole tables. */
    static BadRows.Policy toTopic(Optional<String> watermarkColumn) {
        SourcePartition partition = partition(watermarkColumn);
        return new BadRows.ToTopic(
                new DeadLetters(LETTERS, partition, new SourceHeaders("1", partition), "life", ROWS));
    }

    private static SourcePartition partition(Optional<String> watermarkColumn) {
        return new SourcePartition("dev", TABLE, watermarkColumn);
    }

    /** The id of the row that a record was made of, be it a good one or a bad one. */
    static long id(SourceRecord row) {
        Struct value = (Struct) row.value();
        return row.topic().equals(LETTERS)
                ? Long.parseLong(value.<String, String>getMap("values").get("id"))
                : value.getInt64("id");
    }

    private Planner planner(
            Statements statements,
            Table table,
            RowFilter filter,
            TableStream.Subject subject,
            Duration delay,
            Wanted wanted) {
        if (subject.watermarkColumn().isEmpty()) {
            return new WholePlanner(clock, subject.pollInterval(), wanted.onlyInitial());
        }
        return new WindowPlanner(
                new Probes(
                        statements,
                        background,
                        clock,
                        new Probes.Subject("", Gathering.Company.NONE, Duration.ofSeconds(10))),
                "life",
                new WindowPlanner.Subject(TABLE, "wm", table.ordering("wm"), filter),
                new Bound(delay, ZoneOffset.UTC),
                wanted);
    }
}
