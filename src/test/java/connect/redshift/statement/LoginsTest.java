// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.Logins.Lease;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** One login for many connections: asked for once, renewed early, dropped when refused. */
class LoginsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualClock clock = new ManualClock(START);
    private final AtomicInteger asked = new AtomicInteger();

    private Login numbered() {
        return new Login("host", 5439, "dev", "reader", "password %d".formatted(asked.incrementAndGet()));
    }

    /** Ends a quarter of an hour from now and should be renewed a minute before. */
    private Lease temporary() {
        Instant end = clock.instant().plus(Duration.ofMinutes(15));
        return new Lease(numbered(), Optional.of(end.minus(Duration.ofMinutes(1))), Optional.of(end));
    }

    private Lease lasting() {
        return new Lease(numbered(), Optional.empty(), Optional.empty());
    }

    private Logins logins(Supplier<Lease> source) {
        return new Logins(source, clock);
    }

    @Test
    void fiftyThatOpenAtTheSameTimeAskOnce() throws Exception {
        CountDownLatch allAreThere = new CountDownLatch(49);
        Logins logins = logins(() -> {
            await(allAreThere);
            return temporary();
        });
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            CyclicBarrier start = new CyclicBarrier(50);
            Callable<Login> opening = () -> {
                start.await(10, TimeUnit.SECONDS);
                // The one that asks is held in the source until the other 49 have come this far.
                allAreThere.countDown();
                return logins.current();
            };
            List<Future<Login>> opened = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                opened.add(threads.submit(opening));
            }
            for (Future<Login> one : opened) {
                assertThat(one.get(10, TimeUnit.SECONDS).password()).isEqualTo("password 1");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void loginIsRenewedAMinuteBeforeItEnds() {
        Logins logins = logins(this::temporary);
        assertThat(logins.current().password()).isEqualTo("password 1");
        clock.advance(Duration.ofMinutes(14).minusMillis(1));
        assertThat(logins.current().password()).isEqualTo("password 1");
        clock.advance(Duration.ofMillis(1));
        assertThat(logins.current().password()).isEqualTo("password 2");
        assertThat(logins.current().password()).isEqualTo("password 2");
    }

    @Test
    void othersGoOnWithTheOldOneWhileOneRenews() throws Exception {
        CountDownLatch renewing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Logins logins = logins(() -> {
            if (asked.get() > 0) {
                renewing.countDown();
                await(goOn);
            }
            return temporary();
        });
        logins.current();
        clock.advance(Duration.ofMinutes(14));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Login> renewed = thread.submit(logins::current);
            await(renewing);
            assertThat(logins.current().password()).isEqualTo("password 1");
            goOn.countDown();
            assertThat(renewed.get(10, TimeUnit.SECONDS).password()).isEqualTo("password 2");
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void loginThatStaysIsAskedForOnce() {
        Logins logins = logins(this::lasting);
        logins.current();
        clock.advance(Duration.ofDays(400));
        assertThat(logins.current().password()).isEqualTo("password 1");
    }

    @Test
    void refusedLoginIsReplacedOnceForAllWhoHadIt() {
        Logins logins = logins(this::lasting);
        Login first = logins.current();
        logins.refused(first);
        Login second = logins.current();
        assertThat(second.password()).isEqualTo("password 2");
        logins.refused(first);
        assertThat(logins.current()).isEqualTo(second);
    }

    @Test
    void oldLoginHoldsWhenItCannotBeRenewed() {
        Logins logins = logins(() -> {
            if (asked.get() == 1) {
                throw new StatementException("no answer", true);
            }
            return temporary();
        });
        logins.current();
        clock.advance(Duration.ofMinutes(14));
        assertThat(logins.current().password()).isEqualTo("password 1");
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(logins::current)
                .isInstanceOf(StatementException.class)
                .hasMessage("no answer");
    }

    @Test
    void failureIsToldAndForgotten() {
        Logins logins = logins(() -> {
            if (asked.getAndIncrement() == 0) {
                throw new StatementException("may not", false);
            }
            return lasting();
        });
        assertThatThrownBy(logins::current)
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isFalse());
        assertThat(logins.current().user()).isEqualTo("reader");
    }

    @Test
    void passwordIsNeverPrinted() {
        assertThat(lasting().toString()).contains("reader@host:5439/dev").doesNotContain("password 1");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
