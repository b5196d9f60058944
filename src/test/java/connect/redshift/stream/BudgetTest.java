// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class BudgetTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    @Test
    void withoutLimitsNothingIsCounted() {
        Budget budget = new Budget(CostLimits.NONE);
        for (int statement = 0; statement < 1_000; statement++) {
            budget.statement(NOON);
        }
        assertThat(budget.exhausted(NOON)).isEmpty();
    }

    @Test
    void anHoursStatementsAreUsedUpUntilTheFirstIsAnHourAgo() {
        Budget budget = new Budget(new CostLimits(0, 3));
        budget.statement(at(0));
        budget.statement(at(10));
        assertThat(budget.exhausted(at(20))).isEmpty();
        budget.statement(at(20));
        assertThat(budget.exhausted(at(20)))
                .contains(new Budget.Exhausted(
                        at(60), "3 statements were asked for within an hour (guardrail.statements.per.hour=3)"));
        assertThat(budget.exhausted(at(59))).isPresent();
        assertThat(budget.exhausted(at(60))).isEmpty();
    }

    @Test
    void bytesAboveTheLimitWaitUntilEnoughOfThemAreAnHourAgo() {
        Budget budget = new Budget(new CostLimits(1_000, 0));
        budget.staged(10, at(0));
        budget.staged(5_000, at(5));
        budget.staged(10, at(30));
        assertThat(budget.exhausted(at(31)))
                .contains(new Budget.Exhausted(
                        at(65), "5020 bytes were staged within an hour (guardrail.bytes.per.hour=1000)"));
        assertThat(budget.exhausted(at(65))).isEmpty();
    }
}
