// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.record.BadRows;
import connect.redshift.record.SourceOffset;
import connect.redshift.staging.S3Uri;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.StatementState;
import connect.redshift.table.Ordering;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.TableRules;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.NullWatermarks;
import connect.redshift.window.Position;
import connect.redshift.window.Wanted;
import connect.redshift.window.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** One random life of a table: everything that can happen to it happens in some order, and then all must be well. */
final class TableLife {
    private static final int TICKS = 250;

    private final Random random;
    private final Ordering ordering;
    private final Duration delay;
    private final int batch;
    private final boolean bulk;
    private boolean once;
    private final NullWatermarks nulls;
    private final long maxRows;
    private final Set<Hazard> hazards;
    private final TableRules rules;
    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final ModelTable table;
    private final FakeStatements redshift;
    private final StagedLines lines;
    private final ConnectModel connect;
    private final LongPredicate bad;
    private final BadRows badRows;
    private final Set<String> readInThisLife = new HashSet<>();
    private final Set<Schema> schemasInThisLife = new HashSet<>();

    private final List<TableStream> zombies = new ArrayList<>();
    private final Set<String> vanished = new HashSet<>();
    private TableStream stream;
    private int nextExport;
    private Tally tally = new Tally(0, 0, 0, 0);

    /** What happened, so that a test can see that it was worth something. */
    record Tally(int rows, int restarts, int resumedExports, int exports) {
        Tally plus(Tally other) {
            return new Tally(
                    rows + other.rows,
                    restarts + other.restarts,
                    resumedExports + other.resumedExports,
                    exports + other.exports);
        }
    }

    /** What befalls some lives only. */
    enum Hazard {
        /** Staged files are deleted by somebody else. */
        VANISHING_FILES,
        /** A task that was thought dead goes on beside its successor; nothing that it sends arrives. */
        ZOMBIES
    }

    TableLife(long seed, ConnectModel.Delivery delivery, Set<Hazard> hazards) {
        this.hazards = hazards;
        // Random's first numbers for neighbouring seeds are alike.
        random = new Random(new SplittableRandom(seed).nextLong());
        ordering = random.nextBoolean() ? Ordering.TIMESTAMP : Ordering.NUMBER;
        delay = Duration.ofSeconds(1 + random.nextInt(6));
        batch = 1 + random.nextInt(6);
        bulk = random.nextInt(5) == 0;
        once = random.nextInt(8) == 0;
        nulls = random.nextBoolean() ? NullWatermarks.SEND : NullWatermarks.NONE;
        maxRows = random.nextBoolean() ? 0 : 1 + random.nextInt(12);
        rules = StreamWiring.rules(random.nextBoolean() ? SchemaEvolution.EVOLVE : SchemaEvolution.IGNORE);
        table = new ModelTable(ordering, delay, clock, staging, random);
        redshift = new FakeStatements(table);
        lines = new StagedLines(staging, random);
        connect = new ConnectModel(delivery, random);
        int badOfFive = Math.max(0, random.nextInt(10) - 4);
        bad = id -> id % 5 < badOfFive;
        badRows = new BadRows(random.nextBoolean() ? new BadRows.Skip() : StreamWiring.toTopic(watermark()), 0);
        lines.spoil(bad);
    }

    Tally live() {
        if (!bulk && nulls == NullWatermarks.SEND) {
            table.insertNulls(random.nextInt(6));
        }
        start();
        table.tearUnloads(true);
        lines.breakNowAndThen(true);
        for (int tick = 0; tick < TICKS; tick++) {
            tick();
            requireStoredOffsetNamesFiles();
        }
        settle();
        requireReadExportsGone();
        requireNothingIsLeftBehind();
        return tally.plus(new Tally(table.rows().size(), 0, 0, nextExport));
    }

    private void start() {
        readInThisLife.clear();
        schemasInThisLife.clear();
        boolean resumes = connect.stored().flatMap(SourceOffset::exportInUse).isPresent();
        tally = tally.plus(new Tally(0, 1, resumes ? 1 : 0, 0));
        stream = new StreamWiring(redshift, staging, clock, background, lines, badRows)
                .open(
                        new TableStream.Subject(
                                "life",
                                StreamWiring.TABLE,
                                watermark(),
                                rules,
                                new TableStream.Snapshot(new StartPoint.Earliest(), false, once),
                                // Two full reads of one millisecond would be the same read.
                                pollInterval(),
                                Duration.ofSeconds(random.nextInt(3) * 4L),
                                new TableStream.Failures(
                                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4)),
                                        -1,
                                        TableStream.GivingUp.FAIL,
                                        hazards.contains(Hazard.VANISHING_FILES))),
                        delay,
                        new Wanted(nulls, maxRows, Duration.ZERO, once),
                        connect::stored,
                        () -> "e" + nextExport++);
    }

    /** As much as a millisecond apart, full reads are told from each other by their beginnings. */
    private Duration pollInterval() {
        return Duration.ofMillis(Math.max(bulk ? 1 : 0, random.nextInt(3) * 500L));
    }

    private void tick() {
        int dice = random.nextInt(200);
        if (dice < 12) {
            table.insert();
        } else if (dice < 50) {
            clock.advance(Duration.ofMillis(random.nextInt(2_000)));
        } else if (dice < 110) {
            for (int steps = random.nextInt(10); steps > 0; steps--) {
                background.step(random);
                requireStoredOffsetNamesFiles();
            }
        } else if (dice < 178) {
            poll();
        } else if (dice < 186) {
            connect.commit();
        } else if (dice < 191) {
            fault();
        } else if (dice < 194) {
            restart();
        } else if (dice < 196) {
            table.alter();
        } else if (dice < 197) {
            vanish();
        } else if (dice < 198 && !zombies.isEmpty()) {
            zombies.remove(0).close();
        } else {
            redshift.runFor(random.nextInt(20) == 0 ? 1_000 : random.nextInt(3));
        }
    }

    /** What the stored offset names is taken away. */
    private void vanish() {
        if (hazards.contains(Hazard.VANISHING_FILES)) {
            connect.stored().flatMap(SourceOffset::exportInUse).ifPresent(export -> {
                List<S3Uri> files = table.files(export);
                files.stream().filter(file -> random.nextInt(3) > 0).forEach(staging::remove);
                connect.allowRepeats();
                vanished.add(export);
            });
        }
    }

    private void poll() {
        for (TableStream zombie : zombies) {
            zombie.poll(batch);
        }
        List<SourceRecord> records = stream.poll(batch);
        assertThat(records).hasSizeLessThanOrEqualTo(batch);
        for (SourceRecord each : records) {
            if (!each.topic().equals(StreamWiring.HEARTBEATS)) {
                assertThat(each.topic())
                        .isEqualTo(bad.test(StreamWiring.id(each)) ? StreamWiring.LETTERS : StreamWiring.ROWS);
            }
            if (each.value() instanceof Struct row && each.topic().equals(StreamWiring.ROWS)) {
                requireTrue(row);
                requireKept(row.schema());
                assertThat(((Struct) each.key()).getInt64("id")).isEqualTo(row.getInt64("id"));
            }
            if (each.sourceOffset().get("export") instanceof String export) {
                readInThisLife.add(export);
            }
        }
        connect.take(records);
    }

    /** A record holds its row's values under whatever columns it was staged with. */
    private void requireTrue(Struct row) {
        ModelTable.Row model = table.rows().get((int) (long) row.getInt64("id"));
        assertThat(Optional.ofNullable(row.getInt64("wm")).orElse(ModelTable.NULL))
                .isEqualTo(model.stamp());
        if (row.schema().field("note") != null
                && !(row.getString("note") == null && rules.evolution() == SchemaEvolution.IGNORE)) {
            assertThat(row.getString("note")).isEqualTo("note " + model.id());
        }
    }

    private void requireKept(Schema schema) {
        schemasInThisLife.add(schema);
        if (rules.evolution() == SchemaEvolution.IGNORE) {
            assertThat(schemasInThisLife).as("schemas while a task lives").hasSize(1);
        }
    }

    private void fault() {
        StatementException passing = new StatementException("Rate exceeded", true);
        switch (random.nextInt(7)) {
            case 0 -> redshift.failSubmit(passing);
            case 1 -> redshift.loseResponse(passing);
            case 2 -> redshift.failState(passing);
            case 3 -> redshift.failRows(passing);
            case 4 -> redshift.failStatement(new StatementState.Failed("aborted", true));
            case 5 -> redshift.failState(new StatementException("Query does not exist.", false));
            default -> staging.failNext("SlowDown");
        }
    }

    private void restart() {
        if (hazards.contains(Hazard.ZOMBIES) && zombies.isEmpty()) {
            zombies.add(stream);
            connect.crash();
        } else if (random.nextBoolean()) {
            background.clear();
            connect.crash();
        } else {
            stream.close();
            for (int steps = random.nextInt(8); steps > 0; steps--) {
                background.step(random);
            }
            background.clear();
            connect.stop();
        }
        if (random.nextInt(4) == 0) {
            clock.advance(StreamWiring.ORPHAN_AGE.multipliedBy(2));
        }
        if (random.nextInt(3) == 0) {
            table.alter();
        }
        start();
    }

    private void requireStoredOffsetNamesFiles() {
        connect.stored()
                .flatMap(SourceOffset::exportInUse)
                .filter(export -> !vanished.contains(export))
                .ifPresent(export -> assertThat(table.files(export))
                        .as("files of export %s, which the stored offset names", export)
                        .allMatch(staging::has));
    }

    /** Nothing fails any more and time goes by: now every row must arrive. */
    private void settle() {
        zombies.forEach(TableStream::close);
        zombies.clear();
        table.tearUnloads(false);
        lines.breakNowAndThen(false);
        redshift.heal();
        staging.heal();
        if (bulk && !once) {
            // Or it would read on and on.
            once = true;
            stream.close();
            background.clear();
            connect.stop();
            start();
        }
        for (int round = 0; round < 1_000 && !done(); round++) {
            clock.advance(Duration.ofMillis(500));
            background.drain();
            poll();
            connect.commit();
            requireStoredOffsetNamesFiles();
        }
        requireAllThatWasWanted();
        for (int round = 0; round < 12; round++) {
            clock.advance(Duration.ofSeconds(1));
            background.drain();
            poll();
            connect.commit();
        }
    }

    private boolean done() {
        if (connect.stored().isEmpty() || !(connect.stored().get() instanceof SourceOffset.Finished finished)) {
            return false;
        }
        if (once) {
            return finished.position() instanceof Position.Ended;
        }
        return table.missing(accountedFor()).isEmpty();
    }

    private void requireAllThatWasWanted() {
        assertThat(done()).as("the table has been read").isTrue();
        if (bulk && !connect.mayRepeat()) {
            requireWholeReads();
        }
        if (!bulk && !once) {
            assertThat(table.missing(accountedFor())).as("row that never came").isEmpty();
        }
        if (!bulk && once) {
            requireAllBehindTheEnd();
        }
    }

    /** A full read is every row of its export. */
    private void requireWholeReads() {
        String last = connect.stored().orElseThrow().toMap().get("read_at").toString();
        Set<Long> came = connect.reads().getOrDefault(last, Set.of());
        String export = connect.exportsOfReads().get(last);
        if (export == null) {
            assertThat(came).as("rows of a read whose first row was its last").hasSizeLessThan(2);
        } else {
            assertThat(came).as("rows of the read of %s", last).isEqualTo(sent(table.content(export)));
        }
    }

    private void requireAllBehindTheEnd() {
        SourceOffset.Finished end = (SourceOffset.Finished) connect.stored().orElseThrow();
        assertThat(table.missing(accountedFor(), end.position().watermark().map(Watermark::text)))
                .as("row before the end that never came")
                .isEmpty();
    }

    private Optional<String> watermark() {
        return bulk ? Optional.empty() : Optional.of("wm");
    }

    /** Rows that can never be sent again, and those that never are. */
    private Set<Long> accountedFor() {
        Set<Long> rows = new HashSet<>(connect.safe());
        table.rows().stream().map(ModelTable.Row::id).filter(this::isSkipped).forEach(rows::add);
        return rows;
    }

    /** Those of the rows of an export that are sent. */
    private Set<Long> sent(Set<Long> rows) {
        return rows.stream().filter(id -> !isSkipped(id)).collect(Collectors.toSet());
    }

    private boolean isSkipped(long id) {
        return badRows.policy() instanceof BadRows.Skip && bad.test(id);
    }

    /** What this task has read and stored the end of, it has deleted, without waiting for any age. */
    private void requireReadExportsGone() {
        Set<S3Uri> left = new HashSet<>(staging.objects());
        for (String export : readInThisLife) {
            assertThat(table.files(export))
                    .as("files of export %s, read and stored", export)
                    .noneMatch(left::contains);
        }
    }

    /** What crashed tasks left, and what Redshift wrote for them later, goes with the first release after its age. */
    private void requireNothingIsLeftBehind() {
        stream.close();
        background.drain();
        background.clear();
        redshift.endAll();
        connect.stop();
        clock.advance(StreamWiring.ORPHAN_AGE.plusSeconds(1));
        start();
        poll();
        background.drain();
        poll();
        assertThat(staging.objects()).as("what is left in staging").isEmpty();
    }
}
