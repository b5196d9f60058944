// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.util.concurrent.CompletableFuture;

/**
 * A query on its way.
 *
 * @param rows completes with what it found, exceptionally with {@link StatementException} when it failed
 * @param cancellation stops it, in whatever state it is; may be run twice
 */
public record RunningQuery(CompletableFuture<ResultRows> rows, Runnable cancellation) {
    public void cancel() {
        cancellation.run();
    }
}
