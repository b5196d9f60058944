// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import connect.redshift.statement.CallRates.Call;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One statement's way to its end: submitted, asked about, fetched, or stopped. Its methods run one after the other on the
 * background, but for {@link #cancelSoon} and {@link #ended}.
 */
final class Following {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Statement statement;
    private final Means means;
    private final CompletableFuture<StatementState.Finished> ended = new CompletableFuture<>();
    private Instant deadline = Instant.MAX;
    private Duration wait = FIRST_WAIT;
    private Optional<Instant> failingSince = Optional.empty();
    private volatile String id = "";
    private volatile boolean begun;
    private volatile boolean cancelled;

    /** What all statements of a task are followed by. */
    record Means(
            StatementRunner runner, Background background, Clock clock, Statements.Limits limits, CallRates rates) {
        /** Runs {@code call} in the background, not before its rate allows it. */
        void later(Duration pause, Runnable call) {
            if (pause.isZero()) {
                background.execute(call);
            } else {
                background.after(pause, call);
            }
        }
    }

    Following(Statement statement, Means means) {
        this.statement = statement;
        this.means = means;
    }

    CompletableFuture<StatementState.Finished> ended() {
        return ended;
    }

    /** The rows of the statement when it has finished. */
    CompletableFuture<ResultRows> rows() {
        CompletableFuture<ResultRows> rows = new CompletableFuture<>();
        means.later(means.rates().reserve(Call.ROWS), () -> fetch(rows));
        return rows;
    }

    private void fetch(CompletableFuture<ResultRows> rows) {
        attempt(
                rows,
                () -> paced(Call.ROWS, () -> fetch(rows)),
                () -> rows.complete(means.runner().rows(id)));
    }

    void begin() {
        begun = true;
        if (cancelled) {
            giveUp();
            return;
        }
        deadline = means.clock().instant().plus(means.limits().timeout());
        paced(Call.SUBMIT, this::submit);
    }

    /** At once while the rate is kept, as this is the background already. */
    private void paced(Call call, Runnable work) {
        Duration pause = means.rates().reserve(call);
        if (pause.isZero()) {
            work.run();
        } else {
            means.background().after(pause, work);
        }
    }

    private void submit() {
        if (cancelled) {
            giveUp();
            return;
        }
        attempt(ended, () -> paced(Call.SUBMIT, this::submit), () -> {
            id = means.runner().submit(statement);
            if (cancelled) {
                cancelAtOnce();
                return;
            }
            paced(Call.STATE, this::ask);
        });
    }

    private void ask() {
        if (cancelled) {
            return;
        }
        attempt(ended, () -> paced(Call.STATE, this::ask), () -> {
            StatementState state = means.runner().state(id);
            failingSince = Optional.empty();
            if (state instanceof StatementState.Finished finished) {
                ended.complete(finished);
            } else if (state instanceof StatementState.Failed failed) {
                ended.completeExceptionally(StatementException.ofStatement(
                        "Statement %s failed: %s".formatted(called(), failed.error()), failed.retriable()));
            } else {
                again(ended, () -> paced(Call.STATE, this::ask), () -> "it is still running");
            }
        });
    }

    /** Makes one call; after a failure that may pass, {@code retry} is due later. */
    private void attempt(CompletableFuture<?> outcome, Runnable retry, Runnable call) {
        try {
            call.run();
        } catch (StatementException failure) {
            if (!failure.retriable() || isFailingForLong(failure)) {
                outcome.completeExceptionally(failure);
                stop();
                return;
            }
            again(outcome, retry, failure::getMessage);
        } catch (RuntimeException | Error failure) {
            // An Error that went no further would leave the statement's table waiting for ever.
            outcome.completeExceptionally(failure);
        }
    }

    private boolean isFailingForLong(StatementException failure) {
        Instant now = means.clock().instant();
        if (failingSince.isEmpty()) {
            LOG.warn(
                    "{}; it will be tried again for {}",
                    failure.getMessage(),
                    means.limits().patience());
            failingSince = Optional.of(now);
        }
        return now.isAfter(failingSince.get().plus(means.limits().patience()));
    }

    private void again(CompletableFuture<?> outcome, Runnable work, Supplier<String> standing) {
        if (means.clock().instant().isAfter(deadline)) {
            outcome.completeExceptionally(StatementException.ofStatement(
                    "Statement %s did not end within %s (statement.timeout.ms) and was cancelled; last: %s"
                            .formatted(called(), means.limits().timeout(), standing.get()),
                    true));
            stop();
            return;
        }
        means.background().after(wait, work);
        Duration longer = wait.multipliedBy(3).dividedBy(2);
        wait = longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
    }

    /** Before the first of several to be stopped gives its turn to the next. */
    void markCancelled() {
        cancelled = true;
    }

    void cancelSoon() {
        cancelled = true;
        means.background().execute(this::cancel);
    }

    /** When the rate allows it; a task that closes cannot wait for that. */
    void cancel() {
        if (id.isEmpty() || ended.isDone()) {
            cancelAtOnce();
            return;
        }
        paced(Call.CANCEL, this::cancelAtOnce);
    }

    void cancelAtOnce() {
        if (!begun) {
            giveUp();
        }
        if (id.isEmpty() || ended.isDone()) {
            return;
        }
        stop();
        giveUp();
    }

    private void stop() {
        if (id.isEmpty()) {
            return;
        }
        try {
            means.runner().cancel(id);
        } catch (RuntimeException failure) {
            LOG.warn("{}: statement {} could not be cancelled", statement.name(), id, failure);
        }
    }

    private void giveUp() {
        ended.completeExceptionally(new StatementException("Statement %s was cancelled".formatted(called()), true));
    }

    /** What the statement is called in messages; it has no id before Redshift has answered. */
    private String called() {
        return id.isEmpty() ? statement.name() : "%s (%s)".formatted(id, statement.name());
    }
}
