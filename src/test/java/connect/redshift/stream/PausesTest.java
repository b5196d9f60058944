// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.record.SourceOffset;
import connect.redshift.table.Ordering;
import connect.redshift.table.Slice;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A table that is asked on a grid, and not asked at all in certain hours or above what it may cost. */
final class PausesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock(NOON);
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final Random random = new Random(1);
    private final ModelTable table = new ModelTable(Ordering.TIMESTAMP, Duration.ofSeconds(5), clock, staging, random);
    private final FakeStatements redshift = new FakeStatements(table);
    private final Optional<SourceOffset> stored = Optional.empty();
    private int exports;
    private int rows;

    private TableStream open(Timetable polls, CostLimits limits) {
        TableStream.Subject subject = new TableStream.Subject(
                "life",
                StreamWiring.TABLE,
                Slice.ALL,
                Optional.of("wm"),
                StreamWiring.RULES,
                new TableStream.Snapshot(new StartPoint.Earliest()),
                polls,
                limits,
                Duration.ZERO,
                new TableStream.Failures(new Backoff(MINUTE, MINUTE), -1, TableStream.GivingUp.RETRY, false));
        return new StreamWiring(redshift, staging, clock, background, new StagedLines(staging, random))
                .open(subject, Duration.ofSeconds(5), () -> stored, () -> "e" + exports++);
    }

    private void row(Instant at) {
        table.rows().add(new ModelTable.Row(table.rows().size(), ModelTable.micros(at), Instant.MIN));
    }

    /** Lets time go by, polling now and then. */
    private void pass(TableStream stream, Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            for (int turn = 0; turn < 10; turn++) {
                background.drain();
                rows += stream.poll(1).size();
            }
            clock.advance(Duration.ofSeconds(10));
        }
    }

    private long probes() {
        return redshift.submitted(sql -> sql.contains("MAX(")).size();
    }

    @Test
    void pollsFallOnTheGridWhateverWasReadInBetween() {
        Timetable grid = Timetable.grid(NOON.plusSeconds(20), NOON.plusSeconds(50), MINUTE.multipliedBy(5));
        TableStream stream = open(grid, CostLimits.NONE);
        row(NOON.minusSeconds(60));
        pass(stream, Duration.ofSeconds(10));
        assertThat(redshift.submitted()).as("before the start").isEmpty();
        pass(stream, Duration.ofSeconds(30));
        assertThat(probes()).isEqualTo(1);
        assertThat(rows).isEqualTo(1);
        pass(stream, Duration.ofSeconds(30));
        assertThat(probes()).as("first time of the grid").isEqualTo(2);
        row(NOON);
        pass(stream, MINUTE.multipliedBy(5));
        assertThat(probes()).as("second time of the grid").isEqualTo(3);
        assertThat(rows).isEqualTo(2);
        pass(stream, MINUTE.multipliedBy(4));
        assertThat(probes()).isEqualTo(3);
        pass(stream, MINUTE);
        assertThat(probes()).as("third time of the grid").isEqualTo(4);
    }

    @Test
    void inQuietHoursWhatIsStagedIsReadAndNothingNewIsPlanned() {
        Instant quietFrom = NOON.plusSeconds(50);
        Instant quietTo = NOON.plus(Duration.ofMinutes(30));
        Timetable polls = Timetable.every(MINUTE)
                .within(moment -> moment.isBefore(quietFrom) || !moment.isBefore(quietTo) ? moment : quietTo);
        TableStream stream = open(polls, CostLimits.NONE);
        for (int row = 0; row < 100; row++) {
            row(NOON.minusSeconds(1_000 - row));
        }
        background.drain();
        for (int turn = 0; turn < 12; turn++) {
            rows += stream.poll(1).size();
            background.drain();
        }
        assertThat(rows).as("it is in the middle of an export").isBetween(1, 50);
        clock.advance(MINUTE);
        pass(stream, MINUTE.multipliedBy(5));
        assertThat(rows).isEqualTo(100);
        assertThat(probes()).isEqualTo(1);
        row(NOON.minusSeconds(10));
        pass(stream, MINUTE.multipliedBy(20));
        assertThat(probes()).isEqualTo(1);
        pass(stream, MINUTE.multipliedBy(10));
        assertThat(rows).isEqualTo(101);
    }

    @Test
    void aTableThatCostsTooMuchWaitsForTheHour() {
        TableStream stream = open(Timetable.every(MINUTE), new CostLimits(0, 10));
        pass(stream, MINUTE.multipliedBy(55));
        // One description and nine probes.
        assertThat(probes()).isEqualTo(9);
        pass(stream, MINUTE.multipliedBy(65));
        assertThat(probes()).as("ten of the second hour").isEqualTo(19);
    }

    @Test
    void anExportAboveTheLimitIsReadToItsEndAndThenTheTableWaits() {
        TableStream stream = open(Timetable.every(MINUTE), new CostLimits(1, 0));
        row(NOON.minusSeconds(60));
        row(NOON.minusSeconds(50));
        pass(stream, MINUTE);
        assertThat(rows).isEqualTo(2);
        row(NOON.minusSeconds(10));
        pass(stream, MINUTE.multipliedBy(50));
        assertThat(rows).isEqualTo(2);
        pass(stream, MINUTE.multipliedBy(15));
        assertThat(rows).isEqualTo(3);
    }
}
