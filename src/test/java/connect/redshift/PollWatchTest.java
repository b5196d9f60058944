// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.statement.RunningStatement;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PollWatchTest {
    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final FakeStatements redshift = new FakeStatements(statement -> FakeStatements.Warehouse.EMPTY);
    private final Statements statements = new Statements(redshift, background, clock, Duration.ofHours(12));
    private final PollWatch watch = new PollWatch(statements, background, clock, Duration.ofMinutes(5));

    PollWatchTest() {
        redshift.runFor(1_000_000);
        watch.start();
    }

    private void pass(Duration time, Duration step, Runnable each) {
        for (Duration left = time; !left.isNegative(); left = left.minus(step)) {
            clock.advance(step);
            each.run();
            background.drain();
        }
    }

    @Test
    void nothingIsCancelledWhileConnectAsks() {
        RunningStatement unload = statements.run(Statement.of("unload", "UNLOAD"));
        pass(Duration.ofHours(1), Duration.ofSeconds(30), () -> assertThat(watch.asked())
                .isFalse());
        assertThat(unload.ended()).isNotDone();
    }

    @Test
    void silenceIsBorneForItsLimit() {
        RunningStatement unload = statements.run(Statement.of("unload", "UNLOAD"));
        pass(Duration.ofMinutes(4), Duration.ofSeconds(10), () -> {});
        assertThat(unload.ended()).isNotDone();
    }

    @Test
    void silenceBeyondItsLimitCancelsWhatRuns() {
        RunningStatement unload = statements.run(Statement.of("unload", "UNLOAD"));
        pass(Duration.ofMinutes(7), Duration.ofSeconds(10), () -> {});
        assertThat(redshift.cancelled()).containsExactly("statement-1");
        assertThat(unload.ended()).isCompletedExceptionally();

        assertThat(watch.asked()).as("the first time that Connect asks again").isTrue();
        assertThat(watch.asked()).as("the second").isFalse();
    }

    @Test
    void silenceWithNothingRunningChangesNothing() {
        pass(Duration.ofHours(1), Duration.ofSeconds(10), () -> {});
        assertThat(watch.asked()).isFalse();
    }

    /** What follows an UNLOAD that ended meanwhile, such as a count. */
    @Test
    void whatBeginsDuringTheSilenceIsCancelledToo() {
        pass(Duration.ofMinutes(10), Duration.ofSeconds(10), () -> {});
        RunningStatement late = statements.run(Statement.of("late", "SELECT COUNT(*)"));
        pass(Duration.ofMinutes(2), Duration.ofSeconds(10), () -> {});
        assertThat(late.ended()).isCompletedExceptionally();
        assertThat(watch.asked()).isTrue();
    }

    @Test
    void afterASilenceItWatchesOn() {
        pass(Duration.ofMinutes(10), Duration.ofSeconds(10), () -> {});
        assertThat(watch.asked()).isFalse();
        RunningStatement unload = statements.run(Statement.of("unload", "UNLOAD"));
        pass(Duration.ofMinutes(4), Duration.ofSeconds(10), () -> {});
        assertThat(unload.ended()).isNotDone();
        pass(Duration.ofMinutes(3), Duration.ofSeconds(10), () -> {});
        assertThat(unload.ended()).isCompletedExceptionally();
    }
}
