// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.statement.Background;
import connect.redshift.table.Catalog;
import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the catalog in the background and says when the selected tables have changed. A listing that fails, hangs or
 * makes no sense changes nothing; that there are no tables is an answer like any other.
 */
final class TableMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(TableMonitor.class);

    private final Catalog catalog;
    private final TableFilter filter;
    private final Background background;
    private final Times times;
    private final Runnable changed;
    private volatile CompletableFuture<Listing> first = new CompletableFuture<>();
    private volatile Listing known = new Listing(List.of(), Map.of());
    private CompletableFuture<List<TableId>> asked = CompletableFuture.completedFuture(List.of());
    private boolean sizesAreTold = true;

    /**
     * The selected tables at one moment.
     *
     * @param sizes in megabytes, of those tables of which it is known
     */
    record Listing(List<TableId> tables, Map<TableId, Long> sizes) {
        static final Listing NONE = new Listing(List.of(), Map.of());

        Listing {
            tables = List.copyOf(tables);
            sizes = Map.copyOf(sizes);
        }

        /** At least one, for a table of which nothing is known, too: each table is some work. */
        long weight(TableId table) {
            return Math.max(1, sizes.getOrDefault(table, 1L));
        }
    }

    /**
     * How often is looked, and how long a look may take.
     *
     * @param deadline of the list of tables; a fifth of it is the one of their sizes
     * @param retry until the next look after a failed one, while there is no list at all
     */
    record Times(Duration interval, Duration deadline, Duration retry) {}

    /**
     * @param changed called from another thread when another listing than the first differs from the one before
     */
    TableMonitor(Catalog catalog, TableFilter filter, Background background, Times times, Runnable changed) {
        this.catalog = catalog;
        this.filter = filter;
        this.background = background;
        this.times = times;
        this.changed = changed;
    }

    void start() {
        background.execute(this::look);
    }

    /** The selected tables, as last seen; waits for the first listing and fails when it does not come. */
    Listing listing(Duration limit) {
        try {
            first.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return known;
        } catch (TimeoutException late) {
            throw new ConnectException("Redshift did not list its tables within " + limit, late);
        } catch (ExecutionException failure) {
            throw new ConnectException(
                    "Redshift's tables cannot be listed: " + failure.getCause().getMessage(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted while listing tables", interrupted);
        }
    }

    /** Each look follows the end of the one before, which its deadline brings; so all of them happen one by one. */
    private void look() {
        if (asked.isDone()) {
            // So that what cannot even be asked is a failed look, too, and not the last one.
            asked = CompletableFuture.completedFuture(filter).thenCompose(catalog::tables);
        }
        var unused = before(times.deadline(), asked)
                .thenCompose(tables -> tables.equals(known.tables())
                        ? CompletableFuture.completedFuture(known)
                        : sizes(tables).thenApply(sizes -> new Listing(tables, sizes)))
                .whenComplete(this::looked);
    }

    private void looked(Listing listing, Throwable failure) {
        Duration wait = times.interval();
        try {
            if (failure == null) {
                take(listing);
                return;
            }
            Throwable cause = cause(failure);
            LOG.warn("tables could not be listed; nothing changes until the next time", cause);
            first.completeExceptionally(cause);
            if (first.isCompletedExceptionally() && times.retry().compareTo(wait) < 0) {
                wait = times.retry();
            }
        } finally {
            background.after(wait, this::look);
        }
    }

    /** What is known of sizes is worth a question only where tables are to be dealt, and no second one where refused. */
    private CompletableFuture<Map<TableId, Long>> sizes(List<TableId> tables) {
        if (tables.size() < 2 || !sizesAreTold) {
            return CompletableFuture.completedFuture(known.sizes());
        }
        return before(times.deadline().dividedBy(5), catalog.sizes(filter))
                .thenApply(told -> {
                    Map<TableId, Long> sizes = new HashMap<>(told);
                    sizes.keySet().retainAll(tables);
                    return sizes;
                })
                .exceptionally(refused -> {
                    sizesAreTold = false;
                    LOG.debug("tables count alike, since their sizes are not told", refused);
                    return known.sizes();
                });
    }

    /** The same answer, or a failure when it does not come in time; the next look goes on waiting for it. */
    private <T> CompletableFuture<T> before(Duration limit, CompletableFuture<T> answer) {
        CompletableFuture<T> timely = new CompletableFuture<>();
        var unused = answer.whenComplete((value, failure) -> {
            if (failure == null) {
                timely.complete(value);
            } else {
                timely.completeExceptionally(failure);
            }
        });
        background.after(
                limit,
                () -> timely.completeExceptionally(new TimeoutException("Redshift did not answer within " + limit)));
        return timely;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void take(Listing listing) {
        boolean differs = !listing.tables().equals(known.tables());
        known = listing;
        if (differs || !first.isDone()) {
            LOG.info("{} tables are selected", listing.tables().size());
            filter.unmatchedTables(listing.tables())
                    .forEach(pattern -> LOG.warn(
                            "table.include.list: \"{}\" selects no table that can be seen; one that comes is streamed",
                            pattern));
            filter.unmatchedSchemas(listing.tables())
                    .forEach(pattern -> LOG.warn(
                            "schema.include.list: \"{}\" selects no table that can be seen; one that comes is streamed",
                            pattern));
        }
        boolean failedBefore = first.isCompletedExceptionally();
        if (failedBefore) {
            // That the first listing failed has been told already; now that one works, it answers.
            first = CompletableFuture.completedFuture(listing);
        }
        if (!first.complete(listing) && (differs || failedBefore)) {
            changed.run();
        }
    }
}
