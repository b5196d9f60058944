// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs what it was given when the test says so, on the test's thread. */
public final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    public int waiting() {
        return tasks.size();
    }

    public void runOne() {
        tasks.remove().run();
    }

    /** Until nothing is left, what the tasks themselves add included. */
    public void runAll() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }
}
