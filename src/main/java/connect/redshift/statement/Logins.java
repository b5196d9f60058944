// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login that a task's connections are opened with. It is asked for when the first one is opened and shared by all
 * that follow, since AWS allows few calls for credentials; it is renewed early, by one caller while the others go on with
 * the old one; and it is dropped when Redshift refuses it. Any thread may call; who finds no login waits for the one who
 * asks, and shares its failure.
 */
public final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Supplier<Lease> source;
    private final Clock clock;
    private Optional<Lease> held = Optional.empty();
    private Optional<CompletableFuture<Login>> asked = Optional.empty();

    /**
     * A login and how long it may be used.
     *
     * @param renewal when a new one should be asked for; empty for a login that stays
     * @param end when Redshift refuses it; empty for a login that stays
     */
    public record Lease(Login login, Optional<Instant> renewal, Optional<Instant> end) {
        private boolean isFresh(Instant now) {
            return renewal.stream().allMatch(now::isBefore);
        }

        private boolean holds(Instant now) {
            return end.stream().allMatch(now::isBefore);
        }
    }

    /**
     * @param source may block and throw {@link StatementException}; called by one thread at a time
     */
    public Logins(Supplier<Lease> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** A login that should work now; throws {@link StatementException} where none can be had. */
    Login current() {
        CompletableFuture<Login> mine = new CompletableFuture<>();
        CompletableFuture<Login> answer;
        synchronized (this) {
            Instant now = clock.instant();
            if (held.isPresent() && held.get().isFresh(now)) {
                return held.get().login();
            }
            if (asked.isPresent() && held.isPresent() && held.get().holds(now)) {
                return held.get().login();
            }
            answer = asked.orElse(mine);
            asked = Optional.of(answer);
        }
        if (answer == mine) {
            ask(mine);
        }
        return result(answer);
    }

    private void ask(CompletableFuture<Login> answer) {
        try {
            Lease lease = source.get();
            synchronized (this) {
                held = Optional.of(lease);
                asked = Optional.empty();
            }
            answer.complete(lease.login());
        } catch (RuntimeException | Error failure) {
            Optional<Lease> still;
            synchronized (this) {
                asked = Optional.empty();
                still = held.filter(lease -> lease.holds(clock.instant()));
            }
            if (still.isPresent()) {
                LOG.warn(
                        "{}: the login could not be renewed and is used until {}",
                        still.get().login(),
                        still.get().end(),
                        failure);
                answer.complete(still.get().login());
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }

    private static Login result(CompletableFuture<Login> answer) {
        try {
            return answer.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof StatementException known) {
                // One exception for each who waited: each adds its own way to the trace.
                throw new StatementException(known.getMessage(), known.retriable(), known);
            }
            throw failure;
        }
    }

    /** Redshift refused a login: the next caller asks for another, once for all who were refused the same one. */
    synchronized void refused(Login login) {
        held = held.filter(lease -> !lease.login().equals(login));
    }
}
