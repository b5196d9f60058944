// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.util.concurrent.CompletableFuture;

/**
 * A statement on its way.
 *
 * @param ended completes when it has finished, exceptionally with {@link StatementException} when it failed
 * @param cancellation stops it, in whatever state it is; may be run twice
 */
public record RunningStatement(CompletableFuture<StatementState.Finished> ended, Runnable cancellation) {
    public void cancel() {
        cancellation.run();
    }
}
