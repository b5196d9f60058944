// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An export on its way.
 *
 * @param done completes when its parts can be read; empty when the window has no rows; exceptionally when it failed
 * @param cancellation stops its statement; may be run twice
 */
public record RunningExport(String id, CompletableFuture<Optional<Export>> done, Runnable cancellation) {
    public void cancel() {
        cancellation.run();
    }
}
