// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.record.BadRows;
import connect.redshift.record.OffsetCodec;
import connect.redshift.record.ShardLayouts;
import connect.redshift.record.SourceOffset;
import connect.redshift.statement.StatementException;
import connect.redshift.table.Ordering;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.NullWatermarks;
import connect.redshift.window.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * One random life of a table that is split anew again and again: each shard is a task of its own, with transactions of
 * its own, that crashes or stops when it likes; rows come and are updated, and in the end each has come exactly once.
 */
final class ShardedLife {
    private static final int TICKS = 600;
    private static final List<Integer> COUNTS = List.of(1, 2, 3, 4, 8);

    private final Random random;
    private final Ordering ordering;
    private final Duration delay;
    private final boolean once;
    private final Wanted wanted;
    private final ManualClock clock = new ManualClock();
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final ModelTable table;
    private final FakeStatements redshift;
    private final Map<Shard, Map<String, Object>> stored = new HashMap<>();
    private final Set<Long> delivered = new HashSet<>();
    private final List<Task> tasks = new ArrayList<>();
    private int count;
    private int nextExport;
    private int changes;

    /** A worker's task with one shard: what it has sent and not committed is lost with it. */
    private final class Task {
        private final Slice slice;
        private ManualBackground background;
        private TableStream stream;
        private final List<SourceRecord> open = new ArrayList<>();

        Task(Slice slice) {
            this.slice = slice;
            start();
        }

        void start() {
            background = new ManualBackground(clock);
            stream = new StreamWiring(
                            redshift,
                            staging,
                            clock,
                            background,
                            new StagedLines(staging, random),
                            BadRows.failing(StreamWiring.TABLE),
                            unused -> new ShardLayouts(StreamWiring.TABLE, parsed()))
                    .open(
                            new TableStream.Subject(
                                    "life" + slice.shard().label(),
                                    StreamWiring.TABLE,
                                    slice,
                                    Optional.of("wm"),
                                    StreamWiring.rules(SchemaEvolution.EVOLVE),
                                    new TableStream.Snapshot(new StartPoint.Earliest(), false, once),
                                    Timetable.every(Duration.ofMillis(random.nextInt(3) * 500L)),
                                    CostLimits.NONE,
                                    Duration.ZERO,
                                    new TableStream.Failures(
                                            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4)),
                                            -1,
                                            TableStream.GivingUp.FAIL,
                                            false)),
                            delay,
                            wanted,
                            () -> Optional.ofNullable(stored.get(slice.shard())).map(OffsetCodec::parse),
                            () -> "e" + nextExport++);
        }

        void poll() {
            open.addAll(stream.poll(1 + random.nextInt(6)));
        }

        void commit() {
            for (SourceRecord each : open) {
                Map<String, Object> offset = new HashMap<>();
                each.sourceOffset().forEach((key, value) -> offset.put(key, value));
                stored.put(shard(each), offset);
                if (each.topic().equals(StreamWiring.ROWS)) {
                    long id = StreamWiring.id(each);
                    assertThat(delivered.add(id)).as("row %d is new", id).isTrue();
                }
            }
            open.clear();
        }

        void crash() {
            open.clear();
        }

        void stop() {
            stream.close();
            for (int steps = random.nextInt(8); steps > 0; steps--) {
                background.step(random);
            }
            commit();
        }

        void end() {
            if (random.nextBoolean()) {
                stop();
            } else {
                crash();
            }
        }
    }

    ShardedLife(long seed) {
        random = new Random(new SplittableRandom(seed).nextLong());
        ordering = random.nextBoolean() ? Ordering.TIMESTAMP : Ordering.NUMBER;
        delay = Duration.ofSeconds(1 + random.nextInt(3));
        once = random.nextInt(8) == 0;
        NullWatermarks nulls = random.nextBoolean() ? NullWatermarks.SEND : NullWatermarks.NONE;
        wanted = new Wanted(nulls, random.nextBoolean() ? 0 : 1 + random.nextInt(8), Duration.ZERO, once);
        table = new ModelTable(ordering, delay, clock, staging, random);
        if (nulls == NullWatermarks.SEND) {
            table.insertNulls(random.nextInt(12));
        }
        redshift = new FakeStatements(table);
        count = COUNTS.get(random.nextInt(COUNTS.size()));
        startAll();
    }

    private static Shard shard(SourceRecord each) {
        Object name = each.sourcePartition().get("shard");
        return name == null ? Shard.ONLY : Shard.parse((String) name);
    }

    private Map<Shard, SourceOffset> parsed() {
        Map<Shard, SourceOffset> offsets = new HashMap<>();
        stored.forEach((shard, map) -> offsets.put(shard, OffsetCodec.parse(map)));
        return offsets;
    }

    private void startAll() {
        // By another column each time would do, too; the hash of the id it must be.
        Shard.of(count).forEach(shard -> tasks.add(new Task(count == 1 ? Slice.ALL : new Slice(shard, "id"))));
    }

    /** How often the table was split anew and how many rows came. */
    record Tally(int changes, int rows) {}

    Tally live() {
        for (int tick = 0; tick < TICKS; tick++) {
            tick();
        }
        settle();
        return new Tally(changes, delivered.size());
    }

    private void tick() {
        int dice = random.nextInt(200);
        Task task = tasks.get(random.nextInt(tasks.size()));
        if (dice < 12) {
            table.insert();
        } else if (dice < 15) {
            update();
        } else if (dice < 40) {
            clock.advance(Duration.ofMillis(random.nextInt(2_000)));
        } else if (dice < 120) {
            step(task);
        } else if (dice < 150) {
            // One task runs ahead of the others for a while.
            for (int steps = 0; steps < 40; steps++) {
                task.background.step(random);
                task.poll();
            }
            task.commit();
        } else if (dice < 182) {
            task.commit();
        } else if (dice < 186) {
            redshift.failState(new StatementException("Rate exceeded", true));
        } else if (dice < 192) {
            task.end();
            task.start();
        } else if (dice < 196) {
            change(COUNTS.get(random.nextInt(COUNTS.size())));
        } else {
            redshift.runFor(random.nextInt(3));
        }
    }

    private void step(Task task) {
        for (int steps = random.nextInt(10); steps > 0; steps--) {
            task.background.step(random);
        }
        task.poll();
    }

    /** A row's new version takes the old one's place; it may fall to any shard. */
    private void update() {
        List<ModelTable.Row> rows = table.rows();
        if (!rows.isEmpty()) {
            rows.remove(random.nextInt(rows.size()));
            table.insert();
        }
    }

    /** As Connect does it: all tasks end, then the new ones begin. */
    private void change(int other) {
        tasks.forEach(Task::end);
        tasks.clear();
        changes += other == count ? 0 : 1;
        count = other;
        startAll();
    }

    private void settle() {
        redshift.heal();
        int wanted = count;
        // What the refusal of a change in the middle of an export tells its user to do.
        Optional<Shard> halfRead = halfRead();
        if (halfRead.isPresent()) {
            change(halfRead.get().count());
            for (int round = 0; round < 100 && halfRead().isPresent(); round++) {
                run(1);
            }
            change(wanted);
        }
        // It ends as soon as all rows are there, which has taken more than 600 rounds (seed 819898388); nothing tells
        // when a table is over that is read once.
        run(once ? 600 : 6_000);
        if (once) {
            assertThat(delivered).containsAll(behindTheEnd());
            return;
        }
        assertThat(table.rows().stream().map(ModelTable.Row::id).filter(id -> !delivered.contains(id)))
                .as("rows that never came to %d shards; stored: %s", count, stored)
                .isEmpty();
    }

    /** A shard of the layout that counts, if it is in the middle of an export. */
    private Optional<Shard> halfRead() {
        Map<Shard, SourceOffset> offsets = parsed();
        long newest = offsets.values().stream()
                .mapToLong(offset -> offset.sharding().generation())
                .max()
                .orElse(0);
        return offsets.entrySet().stream()
                .filter(each -> each.getValue().sharding().generation() == newest)
                .filter(each -> each.getValue().exportInUse().isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What the end of a table that is read once has promised, is there. */
    private Set<Long> behindTheEnd() {
        Set<Long> promised = new HashSet<>();
        for (Task task : tasks) {
            Optional.ofNullable(stored.get(task.slice.shard()))
                    .map(OffsetCodec::parse)
                    .flatMap(offset ->
                            ((SourceOffset.Finished) offset).position().watermark())
                    .ifPresent(end -> table.rows().stream()
                            .filter(row -> count == 1
                                    || ModelCondition.bucket(row.id(), count)
                                            == task.slice.shard().index())
                            .filter(row -> row.stamp() <= table.stamp(end.text()))
                            .forEach(row -> promised.add(row.id())));
        }
        return promised;
    }

    private void run(int rounds) {
        for (int round = 0; round < rounds && !(halfRead().isEmpty() && done()); round++) {
            clock.advance(Duration.ofMillis(500));
            for (Task task : tasks) {
                task.background.drain();
                task.poll();
                task.commit();
            }
        }
    }

    private boolean done() {
        return !once && table.rows().stream().allMatch(row -> delivered.contains(row.id()));
    }
}
