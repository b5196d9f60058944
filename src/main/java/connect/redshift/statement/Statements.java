// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
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
    /** How long calls for one statement may fail in a row; then its table says so and backs off. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Set<Following> live;
    private final AtomicReference<CompletableFuture<?>> first;
    private final Runnable counter;

    private final StatementRunner runner;
    private final Background background;
    private final Clock clock;
    private final Limits limits;

    /**
     * How long one statement is followed.
     *
     * @param timeout from its first submit to its end
     * @param patience with calls that fail in a row
     */
    public record Limits(Duration timeout, Duration patience) {
        /** For statements that nobody waits for. */
        public static Limits of(Duration timeout) {
            return new Limits(timeout, PATIENCE);
        }

        /** For somebody who waits, and shall hear what fails before the time is over. */
        public static Limits impatient(Duration timeout) {
            return new Limits(timeout, timeout.dividedBy(4));
        }
    }

    /** For statements that nobody waits for, each of which may take {@code timeout}. */
    public Statements(StatementRunner runner, Background background, Clock clock, Duration timeout) {
        this(runner, background, clock, Limits.of(timeout));
    }

    public Statements(StatementRunner runner, Background background, Clock clock, Limits limits) {
        this.runner = runner;
        this.background = background;
        this.clock = clock;
        this.limits = limits;
        this.live = ConcurrentHashMap.newKeySet();
        this.first = new AtomicReference<>(CompletableFuture.completedFuture(null));
        this.counter = () -> {};
    }

    private Statements(Statements same, Runnable counter) {
        this.runner = same.runner;
        this.background = same.background;
        this.clock = same.clock;
        this.limits = same.limits;
        this.live = same.live;
        this.first = same.first;
        this.counter = counter;
    }

    /**
     * A way in to the same statements for one user of them.
     *
     * @param each called for each statement that comes this way, on the thread that brings it
     */
    public Statements counted(Runnable each) {
        return new Statements(this, each);
    }

    /** How many bytes of UTF-8 a statement's text may have. */
    public int longestStatement() {
        return runner.longestStatement();
    }

    /** What {@link #run} is given from now on waits until {@code other} has ended, well or badly; queries do not. */
    public void runAfter(CompletableFuture<?> other) {
        first.set(other);
    }

    /** Runs a statement that returns no rows. */
    public RunningStatement run(Statement statement) {
        Following following = follow(statement, first.get());
        return new RunningStatement(following.ended, () -> background.execute(following::cancel));
    }

    /** Runs a query and brings its rows. */
    public CompletableFuture<ResultRows> query(Statement statement) {
        Following following = follow(statement, CompletableFuture.completedFuture(null));
        return following.ended.thenCompose(finished -> following.rows());
    }

    /** Stops everything that is on its way, queries too; how many statements that is. */
    public int cancelAll() {
        List<Following> stopped = List.copyOf(live);
        stopped.forEach(following -> background.execute(following::cancel));
        return stopped.size();
    }

    /** Statements of the same identity that run now, whoever submitted them; fails as the runner fails, at once. */
    public CompletableFuture<List<ListedStatement>> running(String namePrefix) {
        return CompletableFuture.supplyAsync(() -> runner.running(namePrefix), background);
    }

    /** Stops a statement that somebody else submitted; fails as the runner fails, at once. */
    public CompletableFuture<Void> cancel(ListedStatement statement) {
        return CompletableFuture.runAsync(() -> runner.cancel(statement.id()), background);
    }

    private Following follow(Statement statement, CompletableFuture<?> before) {
        counter.run();
        Following following = new Following(statement);
        live.add(following);
        var unusedEnd = following.ended.whenComplete((finished, failure) -> live.remove(following));
        var unusedStart = before.whenComplete((nothing, failure) -> background.execute(following::submit));
        return following;
    }

    /** One statement's way; its methods run one after the other on the background, but for {@link #cancel}. */
    private final class Following {
        private final Statement statement;
        private final Instant deadline = clock.instant().plus(limits.timeout);
        private final CompletableFuture<StatementState.Finished> ended = new CompletableFuture<>();
        private Duration wait = FIRST_WAIT;
        private Optional<Instant> failingSince = Optional.empty();
        private volatile String id = "";
        private volatile boolean cancelled;

        Following(Statement statement) {
            this.statement = statement;
        }

        /** The rows of the statement when it has finished. */
        CompletableFuture<ResultRows> rows() {
            CompletableFuture<ResultRows> rows = new CompletableFuture<>();
            background.execute(() -> fetch(rows));
            return rows;
        }

        private void fetch(CompletableFuture<ResultRows> rows) {
            attempt(rows, () -> fetch(rows), () -> rows.complete(runner.rows(id)));
        }

        void submit() {
            if (cancelled) {
                giveUp();
                return;
            }
            attempt(ended, this::submit, () -> {
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
            attempt(ended, this::ask, () -> {
                StatementState state = runner.state(id);
                failingSince = Optional.empty();
                if (state instanceof StatementState.Finished finished) {
                    ended.complete(finished);
                } else if (state instanceof StatementState.Failed failed) {
                    ended.completeExceptionally(new StatementException(
                            "Statement %s failed: %s".formatted(called(), failed.error()), failed.retriable()));
                } else {
                    again(ended, this::ask, () -> "it is still running");
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
            Instant now = clock.instant();
            if (failingSince.isEmpty()) {
                LOG.warn("{}; it will be tried again for {}", failure.getMessage(), limits.patience);
                failingSince = Optional.of(now);
            }
            return now.isAfter(failingSince.get().plus(limits.patience));
        }

        private void again(CompletableFuture<?> outcome, Runnable work, Supplier<String> standing) {
            if (clock.instant().isAfter(deadline)) {
                outcome.completeExceptionally(new StatementException(
                        "Statement %s did not end within %s (statement.timeout.ms) and was cancelled; last: %s"
                                .formatted(called(), limits.timeout, standing.get()),
                        true));
                stop();
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
            stop();
            giveUp();
        }

        private void stop() {
            if (id.isEmpty()) {
                return;
            }
            try {
                runner.cancel(id);
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
}
