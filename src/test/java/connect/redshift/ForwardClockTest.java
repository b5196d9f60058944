// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ForwardClockTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final ManualClock worker = new ManualClock(START);
    private long nanos = Long.MAX_VALUE - 5;
    private final ForwardClock clock = new ForwardClock(worker, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void tellsTheWorkersTime() {
        pass(Duration.ofSeconds(3));
        worker.advance(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void goesOnWhileTheWorkersClockIsSetBack() {
        worker.advance(Duration.ofHours(-1));
        pass(Duration.ofSeconds(5));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(5));
        worker.advance(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(10));
    }

    /** As after a machine has slept: its own counter may not have counted the time. */
    @Test
    void followsTheWorkersClockAhead() {
        worker.advance(Duration.ofHours(8));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(8)));
        pass(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(8)).plusSeconds(1));
    }

    @Test
    void aClockThatJumpsForthAndBackNeverMakesItGoBack() {
        worker.advance(Duration.ofMinutes(10));
        Instant ahead = clock.instant();
        worker.advance(Duration.ofMinutes(-20));
        assertThat(clock.instant()).isEqualTo(ahead);
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(ahead.plusSeconds(2));
    }
}
