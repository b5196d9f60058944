// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Where calls that may block are run: the task's one bounded executor, which also keeps its delays. */
public interface Background extends Executor {
    /** Runs {@code work} after {@code delay}, holding no thread until then; dropped when the task stops before. */
    void after(Duration delay, Runnable work);
}
