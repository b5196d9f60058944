// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TimetableTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration FIVE = Duration.ofMinutes(5);

    @Test
    void timesOfAGridDependOnItsPhaseOnly() {
        Timetable polls = Timetable.grid(NOON, NOON.plusSeconds(100), FIVE);
        assertThat(polls.next().apply(NOON)).isEqualTo(NOON.plusSeconds(100));
        assertThat(polls.next().apply(NOON.plusSeconds(99))).isEqualTo(NOON.plusSeconds(100));
        assertThat(polls.next().apply(NOON.plusSeconds(100))).isEqualTo(NOON.plusSeconds(400));
        assertThat(polls.next().apply(NOON.plusSeconds(399))).isEqualTo(NOON.plusSeconds(400));
        assertThat(polls.next().apply(NOON.minusSeconds(300))).isEqualTo(NOON.minusSeconds(200));
    }

    /** So that they make one statement where their times fall together. */
    @Test
    void intervalsOfOnePhaseMeet() {
        Timetable often = Timetable.grid(NOON, NOON, FIVE);
        Timetable seldom = Timetable.grid(NOON, NOON, FIVE.multipliedBy(3));
        Instant quarterPast = seldom.next().apply(NOON.plusSeconds(1));
        assertThat(often.next().apply(quarterPast.minusSeconds(1))).isEqualTo(quarterPast);
    }

    @Test
    void withoutAGridEachTableCountsFromItsLastTime() {
        assertThat(Timetable.every(FIVE).next().apply(NOON.plusSeconds(7)))
                .isEqualTo(NOON.plusSeconds(7).plus(FIVE));
    }
}
