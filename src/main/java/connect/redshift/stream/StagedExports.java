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
 * Lets a table's staged files go when no offset in Connect's storage names them, now or after a later commit. An
 * acknowledged record is not yet a stored offset, and a commit may be of an older one, so Connect is asked each time:
 * one truth in both delivery modes. Asked every two seconds at most, and only while something waits to go.
 */
final class StagedExports {
    private static final Logger LOG = LoggerFactory.getLogger(StagedExports.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final ExportRelease release;
    private final Supplier<Optional<SourceOffset>> stored;
    private final Executor background;
    private final Clock clock;
    private final ToldOffsets told = new ToldOffsets();
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private Instant due = Instant.MIN;

    /** Connect's offset storage may block, so it is read in the background only. */
    StagedExports(ExportRelease release, Supplier<Optional<SourceOffset>> stored, Executor background, Clock clock) {
        this.release = release;
        this.stored = stored;
        this.background = background;
        this.clock = clock;
    }

    private CompletableFuture<Optional<SourceOffset>> storedOffset() {
        return CompletableFuture.supplyAsync(stored, background);
    }

    void own(String export) {
        release.own(export);
    }

    /** Connect is being handed a record with this offset. */
    void told(SourceOffset offset) {
        told.add(offset);
    }

    /** Starts a release if one is due. */
    void tend(Collection<String> inUse) {
        Instant now = clock.instant();
        // Chosen now: what is begun while Connect is being asked is in nobody's list of needed exports.
        Set<String> idle = release.idle(Set.copyOf(inUse));
        if (!running.isDone() || now.isBefore(due) || (idle.isEmpty() && release.swept())) {
            return;
        }
        due = now.plus(INTERVAL);
        running = storedOffset()
                .thenCompose(offset -> {
                    Set<String> needed = new HashSet<>(inUse);
                    needed.addAll(told.nameable(offset));
                    offset.flatMap(SourceOffset::exportInUse).ifPresent(needed::add);
                    return release.release(idle, needed);
                })
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        LOG.warn("staged files could not be deleted; they will be tried again", failure);
                    }
                });
    }
}
