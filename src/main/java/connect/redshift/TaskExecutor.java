// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.statement.Background;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one bounded executor of a task, or of a connector: every call that may block runs here, and delays hold no
 * thread. Daemon threads, so that a hung AWS call can never keep a worker alive.
 */
final class TaskExecutor implements Background, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskExecutor.class);
    /** Connect gives a stopping task five seconds (task.shutdown.graceful.timeout.ms). */
    static final Duration GRACE = Duration.ofSeconds(3);

    private final ScheduledThreadPoolExecutor executor;

    TaskExecutor(String name, int threads) {
        ClassLoader plugin = TaskExecutor.class.getClassLoader();
        executor = new ScheduledThreadPoolExecutor(threads, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(plugin);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable work) {
        executor.execute(work);
    }

    @Override
    public void after(Duration delay, Runnable work) {
        try {
            var unused = executor.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.trace("stopped; {} is dropped", work, stopped);
        }
    }

    /** Lets what was handed over finish for a moment, then interrupts it. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("calls to AWS are still running after {} and are interrupted", GRACE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
