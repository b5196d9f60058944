// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.record.BadRows;
import connect.redshift.record.SourceOffset;
import connect.redshift.statement.StatementState;
import connect.redshift.stream.TableStatus.State;
import connect.redshift.table.Ordering;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.Position;
import connect.redshift.window.Wanted;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What operators see while a table is read, fails and is read on. */
final class TableStatusTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock(NOW);
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final Random random = new Random(1);
    private final ModelTable table = new ModelTable(Ordering.TIMESTAMP, SECOND, clock, staging, random);
    private final FakeStatements redshift = new FakeStatements(table);
    private final StagedLines lines = new StagedLines(staging, random);
    private final TableStatus status = new TableStatus("public.life", ZoneOffset.UTC, clock);
    private final Set<State> seen = new LinkedHashSet<>();
    private int exports;

    private TableStream open(TableStream.GivingUp afterwards, boolean once) {
        TableStream.Subject subject = new TableStream.Subject(
                "life",
                StreamWiring.TABLE,
                Optional.of("wm"),
                StreamWiring.RULES,
                new TableStream.Snapshot(new StartPoint.Earliest(), false, once),
                Duration.ofMinutes(1),
                Duration.ZERO,
                new TableStream.Failures(new Backoff(SECOND, SECOND), 1, afterwards, false));
        return new StreamWiring(redshift, staging, clock, background, lines, new BadRows(new BadRows.Skip(), 0))
                .open(
                        subject,
                        SECOND,
                        new Wanted(Wanted.DEFAULT.nulls(), 0, Duration.ZERO, once),
                        Optional::empty,
                        () -> "e" + exports++,
                        change -> {},
                        status,
                        () -> {});
    }

    private TableStream open() {
        return open(TableStream.GivingUp.RETRY, false);
    }

    private void poll(TableStream stream, int turns) {
        for (int turn = 0; turn < turns; turn++) {
            stream.poll(2);
            seen.add(status.state());
            background.step();
        }
    }

    private void insert(int rows) {
        for (int row = 0; row < rows; row++) {
            Instant stamp = NOW.minusSeconds(3_600 - table.rows().size());
            table.rows().add(new ModelTable.Row(table.rows().size(), ModelTable.micros(stamp), Instant.MIN));
        }
    }

    @Test
    void aTableThatIsReadTellsEachStepAndCounts() {
        insert(20);
        lines.spoil(id -> id % 10 == 0);
        TableStream stream = open();
        poll(stream, 300);
        assertThat(seen).containsExactly(State.RESUMING, State.PLANNING, State.UNLOADING, State.READING, State.IDLE);
        assertThat(status.rows()).isEqualTo(18);
        assertThat(status.badRows()).isEqualTo(2);
        assertThat(status.rowsLeft()).isZero();
        assertThat(status.stagedBytes()).isPositive();
        assertThat(status.watermark()).isEqualTo("2026-03-01 11:00:19.000000");
        assertThat(status.lag()).contains(Duration.ofSeconds(3_581));
        assertThat(status.lastSuccess()).isEqualTo(OptionalLong.of(NOW.toEpochMilli()));
        assertThat(status.failures()).isZero();
        assertThat(status.lastError()).isEmpty();
        assertThat(redshift.submitted()).isNotEmpty();
    }

    @Test
    void rowsLeftGoDownWhileAnExportIsRead() {
        insert(30);
        TableStream stream = open();
        while (status.state() != State.READING) {
            poll(stream, 1);
        }
        long left = status.rowsLeft();
        assertThat(left).isBetween(28L, 30L);
        while (status.state() == State.READING) {
            assertThat(status.rowsLeft()).isLessThanOrEqualTo(left);
            assertThat(status.rows() + status.rowsLeft()).isEqualTo(30);
            left = status.rowsLeft();
            poll(stream, 1);
        }
        assertThat(status.rowsLeft()).isZero();
    }

    @Test
    void aQuietTableIsNotBehind() {
        insert(1);
        TableStream stream = open();
        poll(stream, 200);
        clock.advance(Duration.ofHours(2));
        assertThat(status.lag()).contains(Duration.ofHours(3));
        poll(stream, 50);
        assertThat(status.lag()).contains(Duration.ZERO);
        clock.advance(Duration.ofSeconds(7));
        assertThat(status.lag()).contains(Duration.ofSeconds(7));
    }

    @Test
    void failuresAreToldUntilTheNextSuccess() {
        insert(1);
        redshift.failStatement(new StatementState.Failed("disk is full", false));
        TableStream stream = open();
        while (status.failures() == 0) {
            poll(stream, 1);
        }
        assertThat(status.state()).isEqualTo(State.FAILING);
        assertThat(status.failuresInARow()).isOne();
        assertThat(status.lastError()).contains("disk is full");
        assertThat(status.lastSuccess()).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        poll(stream, 200);
        assertThat(status.failuresInARow()).isZero();
        assertThat(status.failures()).isOne();
        assertThat(status.lastError()).contains("disk is full");
        assertThat(status.lastSuccess()).isPresent();
    }

    @Test
    void aTableThatIsGoneFailsAndDoesNotSucceed() {
        table.columns().dropAll();
        TableStream stream = open();
        poll(stream, 50);
        assertThat(status.state()).isEqualTo(State.FAILING);
        assertThat(status.failuresInARow()).isOne();
        assertThat(status.lastSuccess()).isEmpty();
    }

    @Test
    void aTableThatIsGivenUpRests() {
        for (int failure = 0; failure < 2; failure++) {
            redshift.failStatement(new StatementState.Failed("disk is full", false));
        }
        TableStream stream = open(TableStream.GivingUp.SKIP, false);
        while (status.failures() < 2) {
            poll(stream, 5);
            clock.advance(SECOND);
        }
        assertThat(status.state()).isEqualTo(State.RESTING);
    }

    @Test
    void aTableThatIsReadOnceIsOver() {
        insert(3);
        TableStream stream = open(TableStream.GivingUp.RETRY, true);
        poll(stream, 300);
        assertThat(status.rows()).isEqualTo(3);
        clock.advance(Duration.ofMinutes(1));
        poll(stream, 1);
        assertThat(status.state()).isEqualTo(State.OVER);
    }

    @Test
    void lagIsByTheWatermarksOwnClock() {
        TableStatus india = new TableStatus("t", ZoneId.of("Asia/Kolkata"), clock);
        india.stands(finished(Ordering.TIMESTAMP, "2026-03-01 17:29:00"));
        assertThat(india.lag()).contains(Duration.ofMinutes(1));

        TableStatus instant = new TableStatus("t", ZoneId.of("Asia/Kolkata"), clock);
        instant.stands(finished(Ordering.TIMESTAMPTZ, "2026-03-01 11:59:58.5"));
        assertThat(instant.lag()).contains(Duration.ofMillis(1_500));

        TableStatus number = new TableStatus("t", ZoneOffset.UTC, clock);
        number.stands(finished(Ordering.NUMBER, "42"));
        assertThat(number.lag()).as("lag of a number").isEmpty();
        number.outUpTo(NOW.minusSeconds(3));
        assertThat(number.lag()).contains(Duration.ofSeconds(3));

        TableStatus ahead = new TableStatus("t", ZoneOffset.UTC, clock);
        ahead.stands(finished(Ordering.TIMESTAMPTZ, "2026-03-01 12:00:05"));
        assertThat(ahead.lag()).contains(Duration.ZERO);

        TableStatus whole = new TableStatus("t", ZoneOffset.UTC, clock);
        whole.stands(new SourceOffset.Finished(new Position.Ended(new Position.WholeRead(NOW.minusSeconds(9)))));
        assertThat(whole.lag()).contains(Duration.ofSeconds(9));
        assertThat(whole.watermark()).isEmpty();
    }

    /** A window may begin before what is out already. */
    @Test
    void aHalfReadWindowTakesNothingBack() {
        SourceOffset reading = new SourceOffset.Reading(
                "e1",
                new Window(
                        new Position.Behind(new Watermark(Ordering.TIMESTAMP, "2026-03-01 11:00:00")),
                        new Watermark(Ordering.TIMESTAMP, "2026-03-01 11:30:00")),
                0,
                1);
        status.stands(reading);
        assertThat(status.watermark()).isEqualTo("2026-03-01 11:00:00");
        status.stands(finished(Ordering.TIMESTAMP, "2026-03-01 11:20:00"));
        status.stands(reading);
        assertThat(status.watermark()).isEqualTo("2026-03-01 11:20:00");
        assertThat(status.lag()).contains(Duration.ofMinutes(40));
    }

    @Test
    void aLongErrorIsCut() {
        status.failed("x".repeat(5_000));
        assertThat(status.lastError()).hasSize(1_001).endsWith("x…");
    }

    private static SourceOffset finished(Ordering ordering, String watermark) {
        return new SourceOffset.Finished(new Position.Behind(new Watermark(ordering, watermark)));
    }
}
