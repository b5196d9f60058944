// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Duration;

/** Waiting on the poll thread, at most for a given time, or until something has happened. */
public interface Pause {
    /** Waits until {@link #end} is called, or was called since the last wait, or {@code longest} is over. */
    void upTo(Duration longest) throws InterruptedException;

    /** Ends a wait, or the next one; from any thread. */
    void end();
}
