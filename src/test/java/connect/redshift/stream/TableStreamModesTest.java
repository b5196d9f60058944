// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.record.OffsetCodec;
import connect.redshift.record.SourceOffset;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.S3Uri;
import connect.redshift.statement.StatementState;
import connect.redshift.stream.TableStream.GivingUp;
import connect.redshift.stream.TableStream.Snapshot;
import connect.redshift.table.Ordering;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.NullWatermarks;
import connect.redshift.window.Position;
import connect.redshift.window.Wanted;
import connect.redshift.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What a table does by table.failure.mode, snapshot.mode and staging.lost.mode, over several lives. */
final class TableStreamModesTest {
    private static final StatementState.Failed FAILED = new StatementState.Failed("disk is full", false);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Snapshot INITIAL = new Snapshot(new StartPoint.Earliest());
    private static final Snapshot INITIAL_ONLY = new Snapshot(new StartPoint.Earliest(), false, true);
    private static final Snapshot ALWAYS = new Snapshot(new StartPoint.Earliest(), true, false);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final Random random = new Random(1);
    private final ModelTable table = new ModelTable(Ordering.TIMESTAMP, Duration.ofSeconds(5), clock, staging, random);
    private final FakeStatements redshift = new FakeStatements(table);
    private final StagedLines lines = new StagedLines(staging, random);
    private Optional<SourceOffset> stored = Optional.empty();
    private int exports;

    private TableStream open(Snapshot snapshot, GivingUp givingUp, boolean redoLost, RowReader.Factory readers) {
        TableStream.Subject subject = new TableStream.Subject(
                "life",
                StreamWiring.TABLE,
                Optional.of("wm"),
                StreamWiring.RULES,
                snapshot,
                SECOND,
                Duration.ZERO,
                new TableStream.Failures(new Backoff(SECOND, Duration.ofSeconds(4)), 1, givingUp, redoLost));
        return new StreamWiring(redshift, staging, clock, background, readers)
                .open(
                        subject,
                        Duration.ofSeconds(5),
                        new Wanted(NullWatermarks.NONE, 0, Duration.ZERO, snapshot.only()),
                        () -> stored,
                        () -> "e" + exports++);
    }

    private TableStream open(Snapshot snapshot) {
        return open(snapshot, GivingUp.FAIL, false, lines);
    }

    private TableStream open(GivingUp givingUp) {
        return open(INITIAL, givingUp, false, lines);
    }

    private void rows(int count, String time) {
        for (int row = 0; row < count; row++) {
            table.rows()
                    .add(new ModelTable.Row(table.rows().size(), ModelTable.micros(Instant.parse(time)), Instant.MIN));
        }
    }

    /** One poll; what it returns is stored. */
    private List<SourceRecord> poll(TableStream stream) {
        background.drain();
        List<SourceRecord> records = stream.poll(2);
        records.forEach(each -> stored = Optional.of(OffsetCodec.parse(new HashMap<>(each.sourceOffset()))));
        return records;
    }

    private List<SourceRecord> pollAll(TableStream stream) {
        List<SourceRecord> records = new ArrayList<>();
        for (int turn = 0; turn < 60; turn++) {
            records.addAll(poll(stream));
        }
        return records;
    }

    private List<SourceRecord> pollSome(TableStream stream) {
        List<SourceRecord> records = new ArrayList<>();
        while (records.isEmpty()) {
            records.addAll(poll(stream));
        }
        assertThat(stored.orElseThrow()).isInstanceOf(SourceOffset.Reading.class);
        return records;
    }

    /** Seconds go by, and {@code stream} is polled. */
    private List<SourceRecord> live(TableStream stream, int seconds) {
        List<SourceRecord> records = new ArrayList<>(pollAll(stream));
        for (int second = 0; second < seconds; second++) {
            clock.advance(SECOND);
            records.addAll(pollAll(stream));
        }
        return records;
    }

    private static List<Long> ids(List<SourceRecord> records) {
        return records.stream()
                .filter(each -> each.topic().equals(StreamWiring.ROWS))
                .map(each -> ((Struct) each.value()).getInt64("id"))
                .sorted()
                .toList();
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<SourceRecord> both(List<SourceRecord> one, List<SourceRecord> other) {
        List<SourceRecord> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static Position behind(String watermark) {
        return new Position.Behind(new Watermark(Ordering.TIMESTAMP, watermark));
    }

    private void failStatements(int count) {
        for (int time = 0; time < count; time++) {
            redshift.failStatement(FAILED);
        }
    }

    @Test
    void retryGoesOnBeyondTheLastRetry() {
        rows(3, "2026-03-01T11:00:00Z");
        failStatements(6);
        assertThat(ids(live(open(GivingUp.RETRY), 40))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void failEndsTheTaskAndTheNextLifeHasTheRows() {
        rows(3, "2026-03-01T11:00:00Z");
        failStatements(2);
        TableStream stream = open(GivingUp.FAIL);
        assertThatThrownBy(() -> live(stream, 10))
                .isInstanceOf(StreamFailedException.class)
                .hasMessageStartingWith("Table \"public.life\" failed 2 times in a row (errors.max.retries=1): ");
        assertThat(ids(live(open(GivingUp.FAIL), 10))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aSkippedTableRestsUntilItsTaskIsStartedAgain() {
        rows(3, "2026-03-01T11:00:00Z");
        failStatements(2);
        TableStream stream = open(GivingUp.SKIP);
        assertThat(live(stream, 10)).isEmpty();
        int submitted = redshift.submitted().size();
        clock.advance(Duration.ofDays(365));
        assertThat(pollAll(stream)).isEmpty();
        assertThat(redshift.submitted()).hasSize(submitted);
        assertThat(ids(live(open(GivingUp.SKIP), 10))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theFilesOfASkippedTableStayAsLongAsItsOffsetNamesThem() {
        rows(20, "2026-03-01T11:00:00Z");
        TableStream stream = open(GivingUp.SKIP);
        List<SourceRecord> first = pollSome(stream);
        for (int time = 0; time < 60; time++) {
            staging.failNext("AccessDenied");
        }
        List<SourceRecord> before = both(first, live(stream, 10));
        staging.heal();
        clock.advance(StreamWiring.ORPHAN_AGE.multipliedBy(3));
        assertThat(live(stream, 10)).isEmpty();
        assertThat(ids(before)).hasSizeLessThan(20);
        assertThat(ids(both(before, live(open(GivingUp.SKIP), 10)))).isEqualTo(numbers(0, 19));
    }

    @Test
    void alwaysReadsEverythingAtEachStartAndNothingTwiceInALife() {
        rows(3, "2026-03-01T11:00:00Z");
        TableStream first = open(ALWAYS);
        assertThat(ids(live(first, 5))).isEqualTo(numbers(0, 2));
        // After a failure what is told counts, not the start.
        failStatements(1);
        live(first, 5);
        rows(1, "2026-03-01T11:30:00Z");
        assertThat(ids(live(first, 10))).containsExactly(3L);

        assertThat(ids(live(open(ALWAYS), 5))).isEqualTo(numbers(0, 3));
    }

    /** What the stored offset says is out. */
    private Position position() {
        return ((SourceOffset.Finished) stored.orElseThrow()).position();
    }

    @Test
    void initialOnlyEndsForGood() {
        rows(3, "2026-03-01T11:00:00Z");
        TableStream stream = open(INITIAL_ONLY);
        assertThat(ids(live(stream, 5))).isEqualTo(numbers(0, 2));
        assertThat(position()).isEqualTo(new Position.Ended(behind("2026-03-01 11:00:00.000000")));
        rows(2, "2026-03-01T11:30:00Z");
        int submitted = redshift.submitted(sql -> sql.contains("MAX(")).size();
        assertThat(live(stream, 10)).isEmpty();
        assertThat(live(open(INITIAL_ONLY), 10)).isEmpty();
        assertThat(redshift.submitted(sql -> sql.contains("MAX("))).hasSize(submitted);
    }

    @Test
    void initialOnlyOfATableWithoutRowsEndsByAHeartbeat() {
        List<SourceRecord> records = live(open(INITIAL_ONLY), 5);
        assertThat(records).extracting(SourceRecord::topic).containsExactly(StreamWiring.HEARTBEATS);
        assertThat(stored).contains(new SourceOffset.Finished(new Position.Ended(new Position.Beginning())));
        rows(1, "2026-03-01T11:30:00Z");
        assertThat(live(open(INITIAL_ONLY), 5)).isEmpty();
    }

    @Test
    void whatHasEndedGoesOnWhenMoreIsWanted() {
        rows(3, "2026-03-01T11:00:00Z");
        live(open(INITIAL_ONLY), 5);
        rows(2, "2026-03-01T11:30:00Z");
        assertThat(ids(live(open(INITIAL), 5))).containsExactly(3L, 4L);
        assertThat(position()).isEqualTo(behind("2026-03-01 11:30:00.000000"));
    }

    /** The window that is read on was to be the last one when it was planned. */
    @Test
    void whatIsCutOffBeforeItsEndGoesOnWhenMoreIsWanted() {
        rows(20, "2026-03-01T11:00:00Z");
        List<SourceRecord> first = pollSome(open(INITIAL_ONLY));
        rows(2, "2026-03-01T11:30:00Z");
        List<SourceRecord> all = both(first, live(open(INITIAL), 10));
        assertThat(ids(all)).isEqualTo(numbers(0, 21));
        assertThat(position()).isEqualTo(behind("2026-03-01 11:30:00.000000"));
    }

    @Test
    void lostFilesStopATableUntilTheyAreRestored() {
        rows(20, "2026-03-01T11:00:00Z");
        List<SourceRecord> first = pollSome(open(INITIAL));
        S3Uri manifest = new S3Uri("bucket", "connector/public.life/e0/parts/manifest");
        byte[] content = staging.read(manifest).orElseThrow();
        staging.remove(manifest);
        TableStream second = open(GivingUp.FAIL);
        assertThatThrownBy(() -> live(second, 10))
                .hasMessageContaining("Export e0 of table \"public.life\" is named by the stored offset, but "
                        + manifest + " is gone from S3")
                .hasMessageContaining("Restore the object, or set staging.lost.mode=redo");
        staging.put(manifest, content);
        assertThat(ids(both(first, live(open(INITIAL), 10)))).isEqualTo(numbers(0, 19));
        assertThat(redshift.submitted(sql -> sql.startsWith("UNLOAD"))).hasSize(1);
    }

    @Test
    void lostFilesAreUnloadedAgainOnRequestAndTheTableGoesOn() {
        rows(20, "2026-03-01T11:00:00Z");
        List<SourceRecord> first = pollSome(open(INITIAL));
        staging.objects().forEach(staging::remove);
        rows(1, "2026-03-01T11:30:00Z");
        TableStream second = open(INITIAL, GivingUp.FAIL, true, lines);
        // The lost window as it was planned, then what is new.
        List<Long> again = ids(live(second, 10));
        assertThat(again).isEqualTo(numbers(0, 20));
        assertThat(ids(first)).isNotEmpty();
        rows(1, "2026-03-01T11:40:00Z");
        assertThat(ids(live(second, 10))).containsExactly(21L);
        assertThat(redshift.submitted(sql -> sql.startsWith("UNLOAD"))).hasSize(4);
    }

    /** An UNLOAD that fails in between must not make the table forget what it lost. */
    @Test
    void aRedoThatFailsIsDoneAgain() {
        rows(20, "2026-03-01T11:00:00Z");
        pollSome(open(INITIAL));
        staging.objects().forEach(staging::remove);
        TableStream second = open(INITIAL, GivingUp.RETRY, true, lines);
        live(second, 0);
        failStatements(3);
        assertThat(ids(live(second, 30))).isEqualTo(numbers(0, 19));
    }

    /** As Connect sees it: the task fails with the error, and its next life goes on at the exact row. */
    @Test
    void aWorkerOutOfHeapLosesNothing() {
        rows(20, "2026-03-01T11:00:00Z");
        List<SourceRecord> first = pollSome(open(INITIAL));
        TableStream starved = open(INITIAL, GivingUp.FAIL, false, (layout, parts, from, ready) -> {
            throw new OutOfMemoryError("Java heap space");
        });
        assertThatThrownBy(() -> live(starved, 10)).isInstanceOf(OutOfMemoryError.class);
        starved.close();
        assertThat(ids(both(first, live(open(INITIAL), 10)))).isEqualTo(numbers(0, 19));
        assertThat(redshift.submitted(sql -> sql.startsWith("UNLOAD"))).hasSize(1);
    }
}
