// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import connect.redshift.statement.CallRates.Call;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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

    private final Set<Following> live = ConcurrentHashMap.newKeySet();

    private final StatementRunner runner;
    private final Background background;
    private final Clock clock;
    private final Limits limits;
    private final CallRates rates;
    private final Turns turns;
    private volatile CompletableFuture<?> first = CompletableFuture.completedFuture(null);

    /**
     * How long one statement is followed.
     *
     * @param timeout from its first submit to its end
     * @param patience with calls that fail in a row
     * @param runsAtOnce how many of those that bring no rows may be in Redshift at once; others wait for their turn
     */
    public record Limits(Duration timeout, Duration patience, int runsAtOnce) {
        /** For statements that nobody waits for. */
        public static Limits of(Duration timeout) {
            return of(timeout, Integer.MAX_VALUE);
        }

        /** The same, with a limit for those that bring no rows. */
        public static Limits of(Duration timeout, int runsAtOnce) {
            return new Limits(timeout, PATIENCE, runsAtOnce);
        }

        /** For somebody who waits, and shall hear what fails before the time is over. */
        public static Limits impatient(Duration timeout) {
            return new Limits(timeout, timeout.dividedBy(4), Integer.MAX_VALUE);
        }
    }

    /** For statements that nobody waits for, each of which may take {@code timeout}. */
    public Statements(StatementRunner runner, Background background, Clock clock, Duration timeout) {
        this(runner, background, clock, Limits.of(timeout), CallRates.unlimited());
    }

    public Statements(StatementRunner runner, Background background, Clock clock, Limits limits, CallRates rates) {
        this.runner = runner;
        this.background = background;
        this.clock = clock;
        this.limits = limits;
        this.rates = rates;
        this.turns = new Turns(limits.runsAtOnce());
    }

    /** How many bytes of UTF-8 a statement's text may have. */
    public int longestStatement() {
        return runner.longestStatement();
    }

    /** What {@link #run} is given from now on waits until {@code other} has ended, well or badly; queries do not. */
    public void runAfter(CompletableFuture<?> other) {
        first = other;
    }

    /** Runs a statement that returns no rows, when it is its turn. */
    public RunningStatement run(Statement statement) {
        Following following = following(statement);
        start(following, CompletableFuture.allOf(first, turns.turn(following.ended)));
        return new RunningStatement(following.ended, following::cancelSoon);
    }

    /** Runs a query and brings its rows. */
    public CompletableFuture<ResultRows> query(Statement statement) {
        return ask(statement).rows();
    }

    /** Runs a query, brings its rows, and lets it be stopped. */
    public RunningQuery ask(Statement statement) {
        Following following = following(statement);
        start(following, CompletableFuture.completedFuture(null));
        return new RunningQuery(
                following.ended.thenCompose(finished -> following.rows()), () -> background.execute(following::cancel));
    }

    /** Gathers questions for a query. */
    public <T> Gathering<T> gathering(Gathering.Company company, Consumer<List<T>> together) {
        return new Gathering<>(background, company, together);
    }

    /** Stops everything that is on its way, queries too; how many statements that is. */
    public int cancelAll() {
        List<Following> stopped = List.copyOf(live);
        // All before the first of them gives its turn to the next.
        stopped.forEach(following -> following.cancelled = true);
        stopped.forEach(following -> background.execute(following::cancelAtOnce));
        return stopped.size();
    }

    /** Statements of the same identity that run now, whoever submitted them; fails as the runner fails, at once. */
    public CompletableFuture<List<ListedStatement>> running(String namePrefix) {
        CompletableFuture<List<ListedStatement>> found = new CompletableFuture<>();
        // One listing for each state that a statement may be in before its end.
        after(rates.reserve(Call.LIST, 3), () -> {
            try {
                found.complete(runner.running(namePrefix));
            } catch (RuntimeException | Error failure) {
                found.completeExceptionally(failure);
            }
        });
        return found;
    }

    /** Stops a statement that somebody else submitted; fails as the runner fails, at once. */
    public CompletableFuture<Void> cancel(ListedStatement statement) {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        after(rates.reserve(Call.CANCEL), () -> {
            try {
                runner.cancel(statement.id());
                cancelled.complete(null);
            } catch (RuntimeException | Error failure) {
                cancelled.completeExceptionally(failure);
            }
        });
        return cancelled;
    }

    private Following following(Statement statement) {
        Following following = new Following(statement);
        live.add(following);
        var unused = following.ended.whenComplete((finished, failure) -> live.remove(following));
        return following;
    }

    private void start(Following following, CompletableFuture<?> before) {
        var unused = before.whenComplete((nothing, failure) -> background.execute(following::begin));
    }

    /** Runs {@code call} in the background, not before {@code wait} is over. */
    private void after(Duration wait, Runnable call) {
        if (wait.isZero()) {
            background.execute(call);
        } else {
            background.after(wait, call);
        }
    }

    /** One statement's way; its methods run one after the other on the background, but for {@link #cancel}. */
    private final class Following {
        private final Statement statement;
        private final CompletableFuture<StatementState.Finished> ended = new CompletableFuture<>();
        private Instant deadline = Instant.MAX;
        private Duration wait = FIRST_WAIT;
        private Optional<Instant> failingSince = Optional.empty();
        private volatile String id = "";
        private volatile boolean begun;
        private volatile boolean cancelled;

        Following(Statement statement) {
            this.statement = statement;
        }

        /** The rows of the statement when it has finished. */
        CompletableFuture<ResultRows> rows() {
            CompletableFuture<ResultRows> rows = new CompletableFuture<>();
            after(rates.reserve(Call.ROWS), () -> fetch(rows));
            return rows;
        }

        private void fetch(CompletableFuture<ResultRows> rows) {
            attempt(rows, () -> paced(Call.ROWS, () -> fetch(rows)), () -> rows.complete(runner.rows(id)));
        }

        void begin() {
            begun = true;
            if (cancelled) {
                giveUp();
                return;
            }
            deadline = clock.instant().plus(limits.timeout);
            paced(Call.SUBMIT, this::submit);
        }

        /** At once while the rate is kept, as this is the background already. */
        private void paced(Call call, Runnable work) {
            Duration pause = rates.reserve(call);
            if (pause.isZero()) {
                work.run();
            } else {
                background.after(pause, work);
            }
        }

        private void submit() {
            if (cancelled) {
                giveUp();
                return;
            }
            attempt(ended, () -> paced(Call.SUBMIT, this::submit), () -> {
                id = runner.submit(statement);
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
                StatementState state = runner.state(id);
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
            Instant now = clock.instant();
            if (failingSince.isEmpty()) {
                LOG.warn("{}; it will be tried again for {}", failure.getMessage(), limits.patience);
                failingSince = Optional.of(now);
            }
            return now.isAfter(failingSince.get().plus(limits.patience));
        }

        private void again(CompletableFuture<?> outcome, Runnable work, Supplier<String> standing) {
            if (clock.instant().isAfter(deadline)) {
                outcome.completeExceptionally(StatementException.ofStatement(
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

        void cancelSoon() {
            cancelled = true;
            background.execute(this::cancel);
        }

        /** When the rate allows it; a task that closes cannot wait for that. */
        private void cancel() {
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
