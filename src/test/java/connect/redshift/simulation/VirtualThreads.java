// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.statement.Background;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** A task's bounded executor in virtual time: each of its threads is busy for as long as its work let time pass. */
final class VirtualThreads implements Background {
    private final VirtualTime time;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int idle;

    VirtualThreads(VirtualTime time, int threads) {
        this.time = time;
        this.idle = threads;
    }

    @Override
    public void execute(Runnable work) {
        waiting.add(work);
        startNext();
    }

    @Override
    public void after(Duration delay, Runnable work) {
        time.after(delay, () -> execute(work));
    }

    private void startNext() {
        if (idle == 0 || waiting.isEmpty()) {
            return;
        }
        idle--;
        Runnable work = waiting.remove();
        time.after(Duration.ZERO, () -> {
            work.run();
            time.after(Duration.ZERO, () -> {
                idle++;
                startNext();
            });
        });
    }
}
