// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class TaskExecutorTest {
    private final AtomicBoolean ran = new AtomicBoolean();

    @Test
    void whatWasHandedOverRunsBeforeTheEnd() {
        TaskExecutor executor = new TaskExecutor("test", 1);
        executor.execute(() -> ran.set(true));
        executor.close();
        assertThat(ran).isTrue();
    }

    /** Every thread is in a call that does not come back by itself, as with a network that is gone. */
    @Test
    void aCancelBehindCallsThatHangStillRuns() throws InterruptedException {
        TaskExecutor executor = new TaskExecutor("test", 2);
        CountDownLatch hanging = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        for (int call = 0; call < 2; call++) {
            executor.execute(() -> {
                hanging.countDown();
                awaitQuietly(never);
            });
        }
        assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
        executor.execute(() -> ran.set(true));

        executor.close();

        assertThat(ran).isTrue();
    }

    @Test
    void delaysEndWithTheExecutor() {
        TaskExecutor executor = new TaskExecutor("test", 1);
        executor.after(Duration.ofSeconds(1), () -> ran.set(true));
        executor.close();
        executor.after(Duration.ZERO, () -> ran.set(true));
        assertThat(ran).isFalse();
    }

    @Test
    void threadsAreDaemonsOfThePluginsClassLoader() {
        List<Thread> seen = new CopyOnWriteArrayList<>();
        TaskExecutor executor = new TaskExecutor("redshift-orders", 1);
        executor.execute(() -> seen.add(Thread.currentThread()));
        executor.close();
        assertThat(seen).singleElement().satisfies(thread -> {
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("redshift-orders");
            assertThat(thread.getContextClassLoader()).isEqualTo(TaskExecutor.class.getClassLoader());
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
