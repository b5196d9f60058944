// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.ExportRelease;
import connect.redshift.record.SourceOffset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a table's staged files go when the <em>stored</em> offset no longer names them. An acknowledged record is not
 * yet a stored offset, and a commit may be of an older one, so Connect is asked each time: one truth in both delivery
 * modes. Asked every two seconds at most, and only while something waits to go.
 */
final class StagedExports {
    private static final Logger LOG = LoggerFactory.getLogger(StagedExports.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final ExportRelease release;
    private final Supplier<Optional<SourceOffset>> stored;
    private final Executor background;
    private final Clock clock;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private Instant due = Instant.MIN;

    /**
     * @param stored reads Connect's offset storage; may block, so it is called in the background only
     */
    StagedExports(ExportRelease release, Supplier<Optional<SourceOffset>> stored, Executor background, Clock clock) {
        this.release = release;
        this.stored = stored;
        this.background = background;
        this.clock = clock;
    }

    CompletableFuture<Optional<SourceOffset>> storedOffset() {
        return CompletableFuture.supplyAsync(stored, background);
    }

    void own(String export) {
        release.own(export);
    }

    /** Starts a release if one is due. */
    void tend(Collection<String> inUse) {
        Instant now = clock.instant();
        Set<String> needed = Set.copyOf(inUse);
        if (!running.isDone() || now.isBefore(due) || !release.pending(needed)) {
            return;
        }
        due = now.plus(INTERVAL);
        running = storedOffset()
                .thenCompose(offset -> {
                    Set<String> all = new HashSet<>(needed);
                    offset.flatMap(SourceOffset::exportInUse).ifPresent(all::add);
                    return release.release(all);
                })
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        LOG.warn("staged files could not be deleted; they will be tried again", failure);
                    }
                });
    }
}
