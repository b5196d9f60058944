// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.staging.Staging.StagedObject;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes one table's exports that nobody needs any more. Who needs one is for the caller to say, from the
 * <em>stored</em> offset; exports of others are deleted only when they are old, because a task that was thought dead
 * may not delete what its successor is about to read.
 */
public final class ExportRelease {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRelease.class);

    private static final Duration SHORTEST_SWEEP = Duration.ofMinutes(1);
    private static final Duration LONGEST_SWEEP = Duration.ofDays(1);

    private final Staging staging;
    private final Executor background;
    private final TableId table;
    private final ExportFolders folders;
    private final Clock clock;
    private final Duration orphanAge;
    private final boolean cleanup;

    private final Set<String> made = new HashSet<>();
    private Instant sweepDue = Instant.MIN;

    /**
     * Whose exports are released.
     *
     * @param root the connector's own folder in the staging bucket
     * @param orphanAge how long an export that this task did not make is left alone after its last write
     * @param cleanup whether anything is deleted at all
     */
    public record Subject(TableId table, Shard shard, S3Uri root, Duration orphanAge, boolean cleanup) {
        /** Of a table in one piece. */
        public Subject(TableId table, S3Uri root, Duration orphanAge, boolean cleanup) {
            this(table, Shard.ONLY, root, orphanAge, cleanup);
        }
    }

    public ExportRelease(Staging staging, Executor background, Clock clock, Subject subject) {
        this.staging = staging;
        this.background = background;
        this.table = subject.table();
        this.folders = ExportFolders.of(subject.root(), subject.table(), subject.shard());
        this.clock = clock;
        this.orphanAge = subject.orphanAge();
        this.cleanup = subject.cleanup();
    }

    /** This task has made, or taken over, an export and will answer for it. */
    public synchronized void own(String export) {
        if (cleanup) {
            made.add(export);
        }
    }

    /** The exports this task answers for and that are not {@code needed}. */
    public synchronized Set<String> idle(Set<String> needed) {
        return made.stream().filter(id -> !needed.contains(id)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether exports of others have been looked for, and need not be again yet. */
    public synchronized boolean swept() {
        return !cleanup || clock.instant().isBefore(sweepDue);
    }

    /**
     * Deletes what is {@code idle} and, now and then, old exports of others, but nothing that is {@code needed}. What
     * could not be deleted stays idle.
     */
    public synchronized CompletableFuture<Void> release(Set<String> idle, Set<String> needed) {
        Set<String> own = idle.stream().filter(id -> !needed.contains(id)).collect(Collectors.toSet());
        boolean sweep = !swept();
        return CompletableFuture.runAsync(
                        () -> {
                            own.forEach(this::delete);
                            if (sweep) {
                                orphans(needed).forEach(this::delete);
                            }
                        },
                        background)
                .thenRun(() -> forget(own, sweep));
    }

    private synchronized void forget(Set<String> own, boolean sweep) {
        made.removeAll(own);
        if (sweep) {
            sweepDue = clock.instant().plus(sweepInterval());
        }
    }

    /** As often as something can have become old, but a listing is not free. */
    private Duration sweepInterval() {
        Duration longest = orphanAge.compareTo(LONGEST_SWEEP) < 0 ? orphanAge : LONGEST_SWEEP;
        return longest.compareTo(SHORTEST_SWEEP) < 0 ? SHORTEST_SWEEP : longest;
    }

    private synchronized boolean isMine(String export) {
        return made.contains(export);
    }

    private Set<String> orphans(Set<String> needed) {
        Instant limit = clock.instant().minus(orphanAge);
        Map<String, Instant> lastWrites = staging.list(folders.table()).stream()
                .filter(object -> folders.exportOf(object.uri()).isPresent())
                .collect(Collectors.toMap(
                        object -> folders.exportOf(object.uri()).orElseThrow(),
                        StagedObject::lastModified,
                        (one, other) -> one.isAfter(other) ? one : other));
        return lastWrites.entrySet().stream()
                .filter(entry -> entry.getValue().isBefore(limit))
                .map(Map.Entry::getKey)
                .filter(id -> !needed.contains(id) && !isMine(id))
                .collect(Collectors.toSet());
    }

    private void delete(String export) {
        List<S3Uri> objects = staging.list(folders.folder(export)).stream()
                .map(StagedObject::uri)
                .toList();
        staging.delete(objects);
        LOG.debug("{} export {}: {} staged objects deleted", table, export, objects.size());
    }
}
