// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
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
    private final TableRules rules;
    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final ModelTable table;
    private final FakeStatements redshift;
    private final StagedLines lines;
    private final ConnectModel connect;
    private final Set<String> readInThisLife = new HashSet<>();
    private final Set<Schema> schemasInThisLife = new HashSet<>();

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

    TableLife(long seed, ConnectModel.Delivery delivery) {
        // Random's first numbers for neighbouring seeds are alike.
        random = new Random(new SplittableRandom(seed).nextLong());
        ordering = random.nextBoolean() ? Ordering.TIMESTAMP : Ordering.NUMBER;
        delay = Duration.ofSeconds(1 + random.nextInt(6));
        batch = 1 + random.nextInt(6);
        rules = StreamWiring.rules(random.nextBoolean() ? SchemaEvolution.EVOLVE : SchemaEvolution.IGNORE);
        table = new ModelTable(ordering, delay, clock, staging, random);
        redshift = new FakeStatements(table);
        lines = new StagedLines(staging, random);
        connect = new ConnectModel(delivery, random);
    }

    Tally live() {
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
        stream = new StreamWiring(redshift, staging, clock, background, lines)
                .open(
                        new TableStream.Subject(
                                "life",
                                StreamWiring.TABLE,
                                "wm",
                                rules,
                                new StartPoint.Earliest(),
                                Duration.ofMillis(random.nextInt(3) * 500L),
                                Duration.ofSeconds(random.nextInt(3) * 4L),
                                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4)),
                                -1),
                        delay,
                        connect::stored,
                        () -> "e" + nextExport++);
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
        } else {
            redshift.runFor(random.nextInt(20) == 0 ? 1_000 : random.nextInt(3));
        }
    }

    private void poll() {
        List<SourceRecord> records = stream.poll(batch);
        assertThat(records).hasSizeLessThanOrEqualTo(batch);
        for (SourceRecord each : records) {
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
        assertThat(row.getInt64("wm")).isEqualTo(model.stamp());
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
        if (random.nextBoolean()) {
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
        connect.stored().flatMap(SourceOffset::exportInUse).ifPresent(export -> assertThat(table.files(export))
                .as("files of export %s, which the stored offset names", export)
                .allMatch(staging::has));
    }

    /** Nothing fails any more and time goes by: now every row must arrive. */
    private void settle() {
        table.tearUnloads(false);
        lines.breakNowAndThen(false);
        redshift.heal();
        staging.heal();
        for (int round = 0; round < 1_000 && !done(); round++) {
            clock.advance(Duration.ofMillis(500));
            background.drain();
            poll();
            connect.commit();
            requireStoredOffsetNamesFiles();
        }
        assertThat(table.missing(connect.safe())).as("row that never came").isEmpty();
        for (int round = 0; round < 12; round++) {
            clock.advance(Duration.ofSeconds(1));
            background.drain();
            poll();
            connect.commit();
        }
    }

    private boolean done() {
        return table.missing(connect.safe()).isEmpty()
                && connect.stored().flatMap(SourceOffset::exportInUse).isEmpty();
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
