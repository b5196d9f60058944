// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import connect.redshift.statement.CallRates.Call;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Follows statements to their end without holding a thread while Redshift works. A call that fails in a way that may
 * pass is made again, submitting with the same token so that nothing runs twice; only the deadline, a final failure or
 * a cancel ends the following. Asking slows down from a quarter of a second to five, since the Data API's 100 calls a
 * second are shared by a whole AWS account (Redshift management guide, quotas).
 */
public final class Statements {
    /** How long calls for one statement may fail in a row; then its table says so and backs off. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Set<Following> live = ConcurrentHashMap.newKeySet();

    private final Following.Means means;
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
        this.means = new Following.Means(runner, background, clock, limits, rates);
        this.turns = new Turns(limits.runsAtOnce());
    }

    /** How many bytes of UTF-8 a statement's text may have. */
    public int longestStatement() {
        return means.runner().longestStatement();
    }

    /** What {@link #run} is given from now on waits until {@code other} has ended, well or badly; queries do not. */
    public void runAfter(CompletableFuture<?> other) {
        first = other;
    }

    /** Runs a statement that returns no rows, when it is its turn. */
    public RunningStatement run(Statement statement) {
        Following following = following(statement);
        start(following, CompletableFuture.allOf(first, turns.turn(following.ended())));
        return new RunningStatement(following.ended(), following::cancelSoon);
    }

    /** Runs a query and brings its rows. */
    public CompletableFuture<ResultRows> query(Statement statement) {
        return ask(statement).rows();
    }

    /** Runs a query, brings its rows, and lets it be stopped. */
    public RunningQuery ask(Statement statement) {
        Following following = following(statement);
        start(following, CompletableFuture.completedFuture(null));
        return new RunningQuery(following.ended().thenCompose(finished -> following.rows()), () -> means.background()
                .execute(following::cancel));
    }

    /** Gathers questions for a query. */
    public <T> Gathering<T> gathering(Gathering.Company company, Consumer<List<T>> together) {
        return new Gathering<>(means.background(), company, together);
    }

    /** Stops everything that is on its way, queries too; how many statements that is. */
    public int cancelAll() {
        List<Following> stopped = List.copyOf(live);
        // All before the first of them gives its turn to the next.
        stopped.forEach(Following::markCancelled);
        stopped.forEach(following -> means.background().execute(following::cancelAtOnce));
        return stopped.size();
    }

    /** Statements of the same identity that run now, whoever submitted them; fails as the runner fails, at once. */
    public CompletableFuture<List<ListedStatement>> running(String namePrefix) {
        CompletableFuture<List<ListedStatement>> found = new CompletableFuture<>();
        // One listing for each state that a statement may be in before its end.
        means.later(means.rates().reserve(Call.LIST, 3), () -> {
            try {
                found.complete(means.runner().running(namePrefix));
            } catch (RuntimeException | Error failure) {
                found.completeExceptionally(failure);
            }
        });
        return found;
    }

    /** Stops a statement that somebody else submitted; fails as the runner fails, at once. */
    public CompletableFuture<Void> cancel(ListedStatement statement) {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        means.later(means.rates().reserve(Call.CANCEL), () -> {
            try {
                means.runner().cancel(statement.id());
                cancelled.complete(null);
            } catch (RuntimeException | Error failure) {
                cancelled.completeExceptionally(failure);
            }
        });
        return cancelled;
    }

    private Following following(Statement statement) {
        Following following = new Following(statement, means);
        live.add(following);
        var unused = following.ended().whenComplete((finished, failure) -> live.remove(following));
        return following;
    }

    private void start(Following following, CompletableFuture<?> before) {
        var unused =
                before.whenComplete((nothing, failure) -> means.background().execute(following::begin));
    }
}
