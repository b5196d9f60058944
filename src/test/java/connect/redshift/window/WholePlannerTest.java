// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

final class WholePlannerTest {
    private static final Position BEGINNING = new Position.Beginning();
    private final ManualClock clock = new ManualClock();
    private final WholePlanner planner = new WholePlanner(clock, Duration.ofHours(1), false);

    private Position.WholeRead readNow() {
        return new Position.WholeRead(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void theWholeTableIsReadAtOnce() {
        assertThat(planner.plan(BEGINNING).join()).isEqualTo(new Plan.Read(new Window(BEGINNING, readNow()), false));
        assertThat(new Window(BEGINNING, readNow()).predicate("unused")).isEqualTo("1 = 1");
    }

    @Test
    void itIsReadAgainWhenTheIntervalHasPassedSinceTheLastBeginning() {
        Position.WholeRead read = readNow();
        clock.advance(Duration.ofMinutes(59));
        assertThat(planner.plan(read).join()).isEqualTo(new Plan.Later(Duration.ofMinutes(1)));
        clock.advance(Duration.ofMinutes(1));
        assertThat(planner.plan(read).join()).isEqualTo(new Plan.Read(new Window(BEGINNING, readNow()), false));
    }

    /** A worker's clock was a year ahead, and the table must not wait until it is right. */
    @Test
    void aLastTimeThatIsStillToComeDoesNotCount() {
        Position.WholeRead ahead = new Position.WholeRead(clock.instant().plus(Duration.ofDays(365)));
        assertThat(planner.plan(ahead).join()).isEqualTo(new Plan.Read(new Window(BEGINNING, readNow()), false));
    }

    @Test
    void readOnceItEnds() {
        assertThat(new WholePlanner(clock, Duration.ofHours(1), true)
                        .plan(BEGINNING)
                        .join())
                .isEqualTo(new Plan.Read(new Window(BEGINNING, new Position.Ended(readNow())), false));
    }
}
