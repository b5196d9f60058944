// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.record.OffsetCodec;
import connect.redshift.record.SourceOffset;
import connect.redshift.statement.StatementState;
import connect.redshift.table.Ordering;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

final class TableStreamTest {
    private static final StatementState.Failed FAILED = new StatementState.Failed("disk is full", false);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final Random random = new Random(1);
    private final ModelTable table = new ModelTable(Ordering.TIMESTAMP, Duration.ofSeconds(5), clock, staging, random);
    private final FakeStatements redshift = new FakeStatements(table);
    private Optional<SourceOffset> stored = Optional.empty();
    private int exports;

    private TableStream open(StartPoint start, Duration heartbeat, int retries) {
        TableStream.Subject subject = new TableStream.Subject(
                "life",
                StreamWiring.TABLE,
                "wm",
                StreamWiring.RULES,
                start,
                SECOND,
                heartbeat,
                new Backoff(SECOND, Duration.ofSeconds(10)),
                retries);
        return new StreamWiring(redshift, staging, clock, background, new StagedLines(staging, random))
                .open(subject, Duration.ofSeconds(5), () -> stored, () -> "e" + exports++);
    }

    private TableStream open() {
        return open(new StartPoint.Earliest(), Duration.ZERO, -1);
    }

    private void row(String time) {
        table.rows().add(new ModelTable.Row(table.rows().size(), ModelTable.micros(Instant.parse(time)), Instant.MIN));
    }

    /** Everything that comes while nothing but this stream's own work goes on. */
    private List<SourceRecord> pollAll(TableStream stream) {
        List<SourceRecord> records = new ArrayList<>();
        for (int turn = 0; turn < 40; turn++) {
            background.drain();
            records.addAll(stream.poll(2));
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

    private static SourceOffset offset(SourceRecord told) {
        return OffsetCodec.parse(told.sourceOffset().entrySet().stream()
                .collect(
                        java.util.stream.Collectors.toMap(java.util.Map.Entry::getKey, java.util.Map.Entry::getValue)));
    }

    /** Behind records with an id and a watermark, and the id for a key. */
    private static SourceOffset finished(String watermark) {
        return new SourceOffset.Finished(
                new Position.Behind(new Watermark(Ordering.TIMESTAMP, watermark)), Optional.of("350331a723df7fbb"));
    }

    /** Before the first record. */
    private static SourceOffset unread(String watermark) {
        return new SourceOffset.Finished(new Position.Behind(new Watermark(Ordering.TIMESTAMP, watermark)));
    }

    private int statements(String start) {
        return redshift.submitted(sql -> sql.startsWith(start)).size();
    }

    @Test
    void aTableWithoutRowsStartsNoUnload() {
        assertThat(pollAll(open())).isEmpty();
        assertThat(statements("UNLOAD")).isZero();
    }

    /** With no retries at all, a failure that counted would end the task. */
    @Test
    void aTableWhoseUnloadIsTooLongStartsNoneAndWaits() {
        row("2026-03-01T11:00:00Z");
        TableStream stream = open(new StartPoint.Earliest(), Duration.ZERO, 0);
        while (statements("SELECT a.attname") == 0) {
            background.step();
            assertThat(stream.poll(2)).isEmpty();
        }
        redshift.takeUpTo(100);
        assertThat(pollAll(stream)).isEmpty();
        assertThat(statements("UNLOAD")).isZero();
        redshift.takeUpTo(200_000);
        clock.advance(Duration.ofSeconds(10));
        assertThat(ids(pollAll(stream))).containsExactly(0L);
    }

    @Test
    void theLastRowClosesTheWindow() {
        row("2026-03-01T11:00:00Z");
        row("2026-03-01T11:30:00.123456Z");
        row("2026-03-01T11:30:00.123456Z");
        List<SourceRecord> records = pollAll(open());
        assertThat(ids(records)).containsExactly(0L, 1L, 2L);
        assertThat(offset(records.get(0))).isInstanceOf(SourceOffset.Reading.class);
        assertThat(offset(records.get(2))).isEqualTo(finished("2026-03-01 11:30:00.123456"));
    }

    @Test
    void rowsOfTheLastSecondsWait() {
        row("2026-03-01T11:59:54.999999Z");
        row("2026-03-01T11:59:55Z");
        TableStream stream = open();
        assertThat(ids(pollAll(stream))).containsExactly(0L);
        clock.advance(SECOND);
        assertThat(ids(pollAll(stream))).containsExactly(1L);
    }

    @Test
    void aFailingTableIsLeftAloneTwiceAsLongEachTime() {
        for (int time = 0; time < 20; time++) {
            redshift.failStatement(FAILED);
        }
        TableStream stream = open();
        List<Long> seconds = new ArrayList<>();
        for (long second = 0, seen = 0; second <= 30; second++) {
            pollAll(stream);
            if (statements("SELECT column_name") > seen) {
                seen = statements("SELECT column_name");
                seconds.add(second);
            }
            clock.advance(SECOND);
        }
        assertThat(seconds).containsExactly(0L, 1L, 3L, 7L, 15L, 25L);
    }

    @Test
    void itGivesUpAfterTheLastRetry() {
        for (int time = 0; time < 3; time++) {
            redshift.failStatement(FAILED);
        }
        TableStream stream = open(new StartPoint.Earliest(), Duration.ZERO, 2);
        pollAll(stream);
        clock.advance(Duration.ofSeconds(1));
        pollAll(stream);
        clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> pollAll(stream))
                .isInstanceOf(StreamFailedException.class)
                .hasMessageStartingWith("Table \"public.life\" failed 3 times in a row (errors.max.retries=2): ")
                .hasMessageContaining("disk is full");
    }

    @Test
    void aSuccessBetweenFailuresStartsTheCountAgain() {
        TableStream stream = open(new StartPoint.Earliest(), Duration.ZERO, 1);
        for (int time = 0; time < 5; time++) {
            redshift.failStatement(FAILED);
            pollAll(stream);
            clock.advance(SECOND);
            assertThat(pollAll(stream)).isEmpty();
            clock.advance(SECOND);
        }
    }

    @Test
    void anIdleTableTellsItsOffsetAtEachHeartbeat() {
        row("2026-03-01T11:00:00Z");
        TableStream stream = open(new StartPoint.Earliest(), Duration.ofSeconds(10), -1);
        assertThat(pollAll(stream)).hasSize(1);
        clock.advance(Duration.ofSeconds(9));
        assertThat(pollAll(stream)).isEmpty();
        clock.advance(SECOND);
        List<SourceRecord> heartbeats = pollAll(stream);
        assertThat(heartbeats).hasSize(1);
        assertThat(heartbeats.get(0).topic()).isEqualTo(StreamWiring.HEARTBEATS);
        assertThat(offset(heartbeats.get(0))).isEqualTo(finished("2026-03-01 11:00:00.000000"));
    }

    @Test
    void withoutAnIntervalOnlyPositionsThatNoRowTellsHaveAHeartbeat() {
        row("2026-03-01T11:00:00Z");
        TableStream stream = open();
        assertThat(pollAll(stream)).hasSize(1);
        clock.advance(Duration.ofDays(1));
        assertThat(pollAll(stream)).isEmpty();
    }

    @Test
    void aWindowWhoseRowsAreGoneIsPassedByAHeartbeat() {
        row("2026-03-01T11:00:00Z");
        TableStream stream = open();
        for (int turn = 0; statements("SELECT TO_CHAR(MAX") == 0 && turn < 40; turn++) {
            background.step();
            stream.poll(2);
        }
        background.drain();
        table.rows().clear();
        List<SourceRecord> records = pollAll(stream);
        assertThat(records).hasSize(1);
        assertThat(records.get(0).topic()).isEqualTo(StreamWiring.HEARTBEATS);
        assertThat(offset(records.get(0))).isEqualTo(unread("2026-03-01 11:00:00.000000"));
        assertThat(statements("SELECT COUNT(*)")).isEqualTo(1);
    }

    @Test
    void aStartAfterAValueLeavesOutWhatIsNotGreater() {
        row("2026-03-01T11:00:00Z");
        row("2026-03-01T11:00:00.000001Z");
        assertThat(ids(pollAll(open(new StartPoint.After("2026-03-01 11:00:00"), Duration.ZERO, -1))))
                .containsExactly(1L);
    }

    @Test
    void aStartAfterSomethingElseSaysWhatWasExpected() {
        assertThatThrownBy(() -> pollAll(open(new StartPoint.After("42"), Duration.ZERO, 0)))
                .hasMessageEndingWith("watermark \"42\" is not a timestamp such as 2026-01-31 23:59:59.123456");
    }

    @Test
    void aRestartBeforeTheFirstRowKeepsNow() {
        row("2026-03-01T11:00:00Z");
        TableStream first = open(new StartPoint.Now(), Duration.ZERO, -1);
        List<SourceRecord> told = pollAll(first);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).topic()).isEqualTo(StreamWiring.HEARTBEATS);
        assertThat(offset(told.get(0))).isEqualTo(unread("2026-03-01 11:59:55.000000"));
        stored = Optional.of(offset(told.get(0)));

        row("2026-03-01T12:00:10Z");
        clock.advance(Duration.ofMinutes(10));
        TableStream second = open(new StartPoint.Now(), Duration.ZERO, -1);
        assertThat(ids(pollAll(second))).containsExactly(1L);
    }

    @Test
    void noRowComesBeforeAPositionIsTold() {
        row("2026-03-01T11:59:57Z");
        TableStream stream = open(new StartPoint.Now(), Duration.ZERO, -1);
        List<SourceRecord> records = new ArrayList<>(pollAll(stream));
        clock.advance(Duration.ofSeconds(5));
        records.addAll(pollAll(stream));
        assertThat(records).hasSize(2);
        assertThat(records.get(0).topic()).isEqualTo(StreamWiring.HEARTBEATS);
        assertThat(ids(records)).containsExactly(0L);
    }

    @Test
    void closingCancelsTheUnload() {
        row("2026-03-01T11:00:00Z");
        TableStream stream = open();
        for (int turn = 0; statements("UNLOAD") == 0 && turn < 40; turn++) {
            redshift.runFor(statements("SELECT a.attname") > 0 ? 1_000 : 0);
            background.step();
            stream.poll(2);
        }
        background.drain();
        stream.close();
        background.drain();
        assertThat(redshift.cancelled()).hasSize(1);
        assertThat(redshift.running()).isEmpty();
    }
}
