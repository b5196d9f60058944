// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.export.UnloadOptions;
import connect.redshift.record.BadRows;
import connect.redshift.record.OffsetCodec;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.ShardLayouts;
import connect.redshift.record.SourceOffset;
import connect.redshift.record.SourcePartition;
import connect.redshift.staging.S3Uri;
import connect.redshift.statement.CallRates;
import connect.redshift.statement.Gathering;
import connect.redshift.statement.Statements;
import connect.redshift.stream.Backoff;
import connect.redshift.stream.CostLimits;
import connect.redshift.stream.Pause;
import connect.redshift.stream.StartPoint;
import connect.redshift.stream.TableStatus;
import connect.redshift.stream.TableStream;
import connect.redshift.stream.TaskStreams;
import connect.redshift.stream.Timetable;
import connect.redshift.table.Catalog;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.KeyRules;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import connect.redshift.window.Bound;
import connect.redshift.window.NullWatermarks;
import connect.redshift.window.Planner;
import connect.redshift.window.Position;
import connect.redshift.window.Probes;
import connect.redshift.window.Wanted;
import connect.redshift.window.Watermark;
import connect.redshift.window.WindowPlanner;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * One task with its tables, wired as a real one, and Connect's thread that polls it: an offset is stored as soon as its
 * record was returned. Every table has been read up to the start of time.
 */
final class SimulatedTask implements Pause {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);
    /** As long as a poll without records waits by itself. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** A round over a task's streams takes a while, and who is woken meanwhile goes round once more. */
    private static final Duration ROUND_A_STREAM = Duration.ofNanos(20_000);

    /** What follows is as the connector's defaults have it, and as TaskAssembly does. */
    private static final int THREADS = 12;

    private static final int UNLOADS = 4;
    private static final double PART_OF_QUOTA = 0.5;
    private static final Duration LINGER = Duration.ofMillis(200);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LATEST_START = Duration.ofSeconds(3);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofHours(12);
    private static final Duration DELAY = Duration.ofSeconds(60);
    private static final long WINDOW_ROWS = 10_000_000;
    private static final S3Uri ROOT = new S3Uri("bucket", "connector/");
    private static final String COLUMN = "at";
    private static final String NAME = "simulated";

    private final Simulation.World world;
    private final VirtualThreads background;
    private final Random random;
    private final Statements statements;
    private final Catalog catalog;
    private final Probes probes;
    private final Timetable polls;
    private final TaskStreams streams;
    private final Duration round;
    private final Map<Integer, SourceOffset> stored = new HashMap<>();
    private Instant nextPoll = Instant.MAX;

    SimulatedTask(Simulation.Setting setting, Simulation.World world, List<Integer> tables, long seed) {
        this.world = world;
        this.random = new Random(seed);
        this.background = new VirtualThreads(world.time(), THREADS);
        this.statements = new Statements(
                world.redshift(),
                background,
                world.time(),
                Statements.Limits.of(STATEMENT_TIMEOUT, UNLOADS),
                CallRates.part(PART_OF_QUOTA / setting.tasks(), world.time()));
        Gathering.Company company = new Gathering.Company(LINGER, tables.size());
        this.catalog = new Catalog(statements, NAME, "dev", List.of(), company);
        this.probes = new Probes(
                statements, background, world.time(), new Probes.Subject(NAME + " ", company, PROBE_TIMEOUT));
        this.polls = polls(setting.interval());
        this.round = SHORTEST_WAIT.plus(ROUND_A_STREAM.multipliedBy(tables.size()));
        this.streams = new TaskStreams(tables.stream().map(this::stream).toList(), this, 2_048);
        tables.forEach(table -> stored.put(
                table,
                new SourceOffset.Finished(new Position.Behind(
                        new Watermark(Ordering.TIMESTAMP, ModelledWarehouse.text(VirtualTime.START))))));
    }

    private Timetable polls(Duration interval) {
        Duration latest = interval.dividedBy(20).compareTo(LATEST_START) < 0 ? interval.dividedBy(20) : LATEST_START;
        Instant start = VirtualTime.START.plus(part(latest));
        return Timetable.grid(start, start.plus(interval.dividedBy(2)), interval);
    }

    private Duration part(Duration whole) {
        return Duration.ofMillis((long) (whole.toMillis() * random.nextDouble()));
    }

    void start() {
        pollIn(Duration.ZERO);
    }

    private TableStream stream(int number) {
        TableId table = new TableId(ModelledWarehouse.SCHEMA, ModelledWarehouse.name(number));
        SourcePartition partition = new SourcePartition("dev", table, COLUMN);
        TableStream.Subject subject = new TableStream.Subject(
                NAME + " " + table,
                table,
                Slice.ALL,
                Optional.of(COLUMN),
                rules(table),
                new TableStream.Snapshot(new StartPoint.Earliest()),
                polls.at(asked -> world.measures().due(number, polls.next().apply(asked))),
                CostLimits.NONE,
                Duration.ZERO,
                new TableStream.Failures(
                        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), random::nextDouble),
                        -1,
                        TableStream.GivingUp.RETRY,
                        false));
        return new TableStream(
                subject,
                new TableStream.Collaborators(
                        catalog,
                        (described, filter) -> planner(table),
                        exporter(table),
                        (layout, parts, from, whenReady) -> new CountedRows(layout, parts, from),
                        new RecordMapper(partition, table.toString(), "heartbeats", Optional.empty()),
                        BadRows.failing(table),
                        change -> {},
                        new TableStatus(table.toString(), ZoneOffset.UTC, world.time())),
                new TableStream.Memory(
                        () -> Optional.of(stored.get(number)),
                        () -> new ShardLayouts(table, Map.of(Shard.ONLY, stored.get(number))),
                        new ExportRelease(
                                world.staging(),
                                background,
                                world.time(),
                                new ExportRelease.Subject(table, ROOT, Duration.ofDays(1), true)),
                        background),
                world.time(),
                this::end);
    }

    private static TableRules rules(TableId table) {
        return new TableRules(
                new SchemaNames(table + ".Value", table + ".Key"),
                new KeyRules(List.of()),
                ColumnRules.ALL,
                RowFilter.NONE,
                TypeOptions.DEFAULT,
                SchemaEvolution.EVOLVE);
    }

    private Planner planner(TableId table) {
        return new WindowPlanner(
                probes,
                NAME + " " + table,
                new WindowPlanner.Subject(table, COLUMN, Ordering.TIMESTAMP, RowFilter.NONE),
                new Bound(DELAY, ZoneOffset.UTC),
                new Wanted(NullWatermarks.NONE, WINDOW_ROWS, Duration.ZERO, false));
    }

    private Exporter exporter(TableId table) {
        return new Exporter(
                statements,
                world.staging(),
                background,
                world.time(),
                new Exporter.Subject(
                        table,
                        Optional.of(COLUMN),
                        ROOT,
                        new UnloadOptions(
                                List.of(), Optional.empty(), new UnloadOptions.Encryption.BucketDefault(), 64),
                        world.exports()));
    }

    private void poll(Instant due) {
        if (!due.equals(nextPoll)) {
            return;
        }
        nextPoll = Instant.MAX;
        try {
            List<SourceRecord> records = streams.poll();
            deliver(records);
            pollIn(records.isEmpty() ? LONGEST_WAIT : SHORTEST_WAIT);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void deliver(List<SourceRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        SourceRecord last = records.get(records.size() - 1);
        int table =
                Integer.parseInt(last.sourcePartition().get("table").toString().substring(1));
        SourceOffset offset = OffsetCodec.parse(last.sourceOffset());
        if (offset instanceof SourceOffset.Finished) {
            Instant now = world.time().instant();
            ModelledWarehouse.transactions(table, reached(stored.get(table)), reached(offset))
                    .forEach(committed -> world.measures().arrived(committed, now));
            stored.put(table, offset);
        }
    }

    /** Offsets inside an export are of no use here, since nothing is started again. */
    private static Instant reached(SourceOffset offset) {
        Position position = ((SourceOffset.Finished) offset).position();
        return ModelledWarehouse.instant(position.watermark().orElseThrow().text());
    }

    private void pollIn(Duration wait) {
        Instant due = world.time().instant().plus(wait);
        if (due.isBefore(nextPoll)) {
            nextPoll = due;
            world.time().after(wait, () -> poll(due));
        }
    }

    /** Connect's thread is the test's, so the wait is not here: {@link #poll} comes again when it would be over. */
    @Override
    public void upTo(Duration longest) {}

    @Override
    public void end() {
        pollIn(round);
    }
}
