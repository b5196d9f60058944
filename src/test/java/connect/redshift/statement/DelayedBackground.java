// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A background of one real thread, for what only a real server can answer. */
final class DelayedBackground implements Background, AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "test-background");
        made.setDaemon(true);
        return made;
    });

    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    @Override
    public void after(Duration delay, Runnable work) {
        var unused = thread.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
