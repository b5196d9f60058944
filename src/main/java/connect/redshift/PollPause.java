// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.stream.Pause;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The poll thread's wait. */
final class PollPause implements Pause {
    private final Semaphore news = new Semaphore(0);

    @Override
    public void upTo(Duration longest) throws InterruptedException {
        if (news.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
    }

    @Override
    public void end() {
        news.release();
    }
}
