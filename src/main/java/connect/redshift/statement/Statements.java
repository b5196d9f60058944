// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows statements to their end without holding a thread while Redshift works. A call that fails in a way that may
 * pass is made again, submitting with the same token so that nothing runs twice; only the deadline, a final failure or
 * a cancel ends the following. Asking slows down from a quarter of a second to five, since the Data API's 100 calls a
 * second are shared by a whole AWS account (Redshift management guide, quotas).
 */
public final class Statements {
    private static final Logger LOG = LoggerFactory.getLogger(Statements.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final StatementRunner runner;
    private final Background background;
    private final Clock clock;
    private final Duration timeout;

    /**
     * @param timeout how long one statement may take from its first submit to its end
     */
    public Statements(StatementRunner runner, Background background, Clock clock, Duration timeout) {
        this.runner = runner;
        this.background = background;
        this.clock = clock;
        this.timeout = timeout;
    }

    /** Runs a statement that returns no rows. */
    public RunningStatement run(Statement statement) {
        Following following = new Following(statement);
        background.execute(following::submit);
        return new RunningStatement(
                following.ended.thenApply(Ended::state), () -> background.execute(following::cancel));
    }

    /** Runs a query and brings its rows. */
    public CompletableFuture<ResultRows> query(Statement statement) {
        Following following = new Following(statement);
        background.execute(following::submit);
        return following.ended.thenCompose(ended -> rows(ended.id()));
    }

    private CompletableFuture<ResultRows> rows(String id) {
        CompletableFuture<ResultRows> rows = new CompletableFuture<>();
        background.execute(() -> {
            try {
                rows.complete(runner.rows(id));
            } catch (RuntimeException failure) {
                rows.completeExceptionally(failure);
            }
        });
        return rows;
    }

    private record Ended(String id, StatementState.Finished state) {}

    /** One statement's way; its methods run one after the other on the background, but for {@link #cancel}. */
    private final class Following {
        private final Statement statement;
        private final Instant deadline = clock.instant().plus(timeout);
        private final CompletableFuture<Ended> ended = new CompletableFuture<>();
        private Duration wait = FIRST_WAIT;
        private volatile String id = "";
        private volatile boolean cancelled;

        Following(Statement statement) {
            this.statement = statement;
        }

        void submit() {
            if (cancelled) {
                giveUp();
                return;
            }
            attempt(this::submit, () -> {
                id = runner.submit(statement);
                if (cancelled) {
                    cancel();
                    return;
                }
                ask();
            });
        }

        private void ask() {
            if (cancelled) {
                return;
            }
            attempt(this::ask, () -> {
                StatementState state = runner.state(id);
                if (state instanceof StatementState.Finished finished) {
                    ended.complete(new Ended(id, finished));
                } else if (state instanceof StatementState.Failed failed) {
                    ended.completeExceptionally(new StatementException(
                            "Statement %s (%s) failed: %s".formatted(id, statement.name(), failed.error()),
                            failed.retriable()));
                } else {
                    again(this::ask, () -> "it is still running");
                }
            });
        }

        /** Makes one call; after a failure that may pass, {@code retry} is due later. */
        private void attempt(Runnable retry, Runnable call) {
            try {
                call.run();
            } catch (StatementException failure) {
                if (!failure.retriable()) {
                    ended.completeExceptionally(failure);
                    return;
                }
                LOG.debug("{}: call failed, will be made again", statement.name(), failure);
                again(retry, failure::getMessage);
            } catch (RuntimeException failure) {
                ended.completeExceptionally(failure);
            }
        }

        private void again(Runnable work, Supplier<String> standing) {
            if (clock.instant().isAfter(deadline)) {
                cancel();
                ended.completeExceptionally(new StatementException(
                        "Statement %s (%s) did not end within %s (statement.timeout.ms) and was cancelled; last: %s"
                                .formatted(id, statement.name(), timeout, standing.get()),
                        true));
                return;
            }
            background.after(wait, work);
            Duration longer = wait.multipliedBy(3).dividedBy(2);
            wait = longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
        }

        void cancel() {
            cancelled = true;
            if (id.isEmpty() || ended.isDone()) {
                return;
            }
            try {
                runner.cancel(id);
            } catch (RuntimeException failure) {
                LOG.warn("{}: statement {} could not be cancelled", statement.name(), id, failure);
            }
            giveUp();
        }

        private void giveUp() {
            ended.completeExceptionally(
                    new StatementException("Statement %s (%s) was cancelled".formatted(id, statement.name()), true));
        }
    }
}
