// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What one table may cost within any hour, as a guardrail against what nobody meant: a table that is rewritten all day,
 * or a poll interval that was a slip. Poll thread only.
 */
final class Budget {
    private static final Duration HOUR = Duration.ofHours(1);

    private final CostLimits limits;
    private final Deque<Spent> spent = new ArrayDeque<>();

    /**
     * That nothing more may be spent.
     *
     * @param until the first moment at which something may be
     * @param reason with the setting and its value
     */
    record Exhausted(Instant until, String reason) {}

    private record Spent(Instant at, long bytes, long statements) {}

    Budget(CostLimits limits) {
        this.limits = limits;
    }

    void statement(Instant now) {
        spend(new Spent(now, 0, 1));
    }

    void staged(long bytes, Instant now) {
        spend(new Spent(now, bytes, 0));
    }

    private void spend(Spent more) {
        if (!limits.equals(CostLimits.NONE)) {
            spent.add(more);
        }
    }

    /** Whether a limit has been reached, so that the table has to wait. */
    Optional<Exhausted> exhausted(Instant now) {
        while (!spent.isEmpty() && !spent.peek().at().plus(HOUR).isAfter(now)) {
            spent.remove();
        }
        return exhausted(Spent::bytes, limits.bytes(), "bytes were staged", "guardrail.bytes.per.hour")
                .or(() -> exhausted(
                        Spent::statements,
                        limits.statements(),
                        "statements were asked for",
                        "guardrail.statements.per.hour"));
    }

    private Optional<Exhausted> exhausted(ToLongFunction<Spent> of, long limit, String what, String setting) {
        long sum = spent.stream().mapToLong(of).sum();
        if (limit == 0 || sum < limit) {
            return Optional.empty();
        }
        long left = sum;
        for (Spent one : spent) {
            left -= of.applyAsLong(one);
            if (left < limit) {
                return Optional.of(new Exhausted(
                        one.at().plus(HOUR), "%d %s within an hour (%s=%d)".formatted(sum, what, setting, limit)));
            }
        }
        throw new IllegalStateException("nothing spent reaches a limit of " + limit);
    }
}
