// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.statement.Background;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    /**
     * For what was handed over, and again for what had no thread because of it. Connect gives a stopping task five
     * seconds for both (task.shutdown.graceful.timeout.ms).
     */
    private static final Duration GRACE = Duration.ofMillis(1_500);

    /** What {@link #close} takes where a call hangs. */
    static final Duration LONGEST_CLOSE = GRACE.multipliedBy(2);

    private final ScheduledThreadPoolExecutor executor;
    private final Set<Thread> started = ConcurrentHashMap.newKeySet();

    TaskExecutor(String name, int threads) {
        ClassLoader plugin = TaskExecutor.class.getClassLoader();
        executor = new ScheduledThreadPoolExecutor(threads, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(plugin);
            started.add(thread);
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

    /**
     * Lets what was handed over finish for a moment, then interrupts what is at work, so that what waited behind it has a
     * moment, too: a cancel behind slow reads still reaches Redshift.
     */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!ended()) {
                started.forEach(Thread::interrupt);
                if (!ended()) {
                    LOG.warn("calls to AWS are still running and are left to themselves");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }

    private boolean ended() throws InterruptedException {
        return executor.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
