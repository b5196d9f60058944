// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.statement.CallRates.Call;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CallRatesTest {
    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final FakeStatements redshift =
            new FakeStatements(statement -> new ResultRows(List.of("one"), List.of(List.of(Optional.of("1")))));

    @Test
    void aSecondsCallsMayComeAtOnceAndTheNextWait() {
        CallRates half = CallRates.part(0.5, clock);
        for (int call = 0; call < 15; call++) {
            assertThat(half.reserve(Call.SUBMIT)).isZero();
        }
        assertThat(half.reserve(Call.SUBMIT).toMillis()).isEqualTo(66);
        assertThat(half.reserve(Call.SUBMIT).toMillis()).isEqualTo(133);
        assertThat(half.reserve(Call.STATE))
                .as("each call has a quota of its own")
                .isZero();
        clock.advance(Duration.ofSeconds(2));
        assertThat(half.reserve(Call.SUBMIT)).isZero();
    }

    @Test
    void aTaskOfManyStillGoesOn() {
        CallRates tiny = CallRates.part(0.5 / 1_000, clock);
        assertThat(tiny.reserve(Call.CANCEL)).isZero();
        assertThat(tiny.reserve(Call.CANCEL)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void withoutAQuotaNobodyWaits() {
        CallRates unlimited = CallRates.unlimited();
        assertThat(IntStream.range(0, 1_000))
                .allSatisfy(call -> assertThat(unlimited.reserve(Call.SUBMIT)).isZero());
    }

    /** Over any time, however the calls come, no more than the rate and one burst. */
    @Test
    void theRateIsKept() {
        long seed = new Random().nextInt(1_000_000_000);
        Random random = new Random(seed);
        CallRates rates = CallRates.part(0.25, clock);
        var began = clock.instant();
        int calls = 0;
        Duration last = Duration.ZERO;
        while (calls < 2_000) {
            clock.advance(Duration.ofMillis(random.nextInt(200)));
            for (int burst = random.nextInt(4); burst > 0; burst--) {
                last = Duration.between(began, clock.instant()).plus(rates.reserve(Call.ROWS));
                calls++;
            }
        }
        assertThat(calls).as("seed %d", seed).isLessThanOrEqualTo((int) (5 * last.toMillis() / 1_000.0) + 6);
    }

    @Test
    void statementsWaitForTheirCalls() {
        Statements statements = new Statements(
                redshift, background, clock, Statements.Limits.of(Duration.ofHours(1)), CallRates.part(0.1, clock));
        var began = clock.instant();
        List<RunningQuery> queries = IntStream.range(0, 30)
                .mapToObj(number -> statements.ask(Statement.of("shop " + number, "SELECT 1 AS one")))
                .toList();
        background.drain();
        assertThat(redshift.submitted()).hasSize(3);
        background.drainAll();
        assertThat(queries).allSatisfy(query -> assertThat(query.rows()).isCompleted());
        // Of 30 results two a second may be read, and two at once.
        assertThat(Duration.between(began, clock.instant())).isGreaterThanOrEqualTo(Duration.ofSeconds(14));
    }
}
