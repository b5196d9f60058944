// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.statement.Background;
import connect.redshift.table.Catalog;
import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the catalog in the background and says when the selected tables have changed. A listing that fails changes
 * nothing.
 */
final class TableMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(TableMonitor.class);

    private final Catalog catalog;
    private final TableFilter filter;
    private final Background background;
    private final Duration interval;
    private final Runnable changed;
    private volatile CompletableFuture<List<TableId>> first = new CompletableFuture<>();
    private volatile List<TableId> known = List.of();

    /**
     * @param changed called from another thread when another listing than the first differs from the one before
     */
    TableMonitor(Catalog catalog, TableFilter filter, Background background, Duration interval, Runnable changed) {
        this.catalog = catalog;
        this.filter = filter;
        this.background = background;
        this.interval = interval;
        this.changed = changed;
    }

    void start() {
        background.execute(this::look);
    }

    /** The selected tables, as last seen; waits for the first listing and fails when it does not come. */
    List<TableId> tables(Duration limit) {
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

    private void look() {
        var unused = catalog.tables().whenComplete((tables, failure) -> {
            try {
                if (failure != null) {
                    LOG.warn("tables could not be listed; nothing changes until the next time", failure);
                    first.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
                } else {
                    take(tables.stream().filter(filter::test).toList(), filter.unmatched(tables));
                }
            } finally {
                background.after(interval, this::look);
            }
        });
    }

    private void take(List<TableId> selected, List<String> unmatched) {
        boolean differs = !selected.equals(known);
        known = selected;
        if (differs) {
            LOG.info("{} tables are selected", selected.size());
            unmatched.forEach(
                    pattern -> LOG.warn("table.include.list: \"{}\" matches no table that can be seen", pattern));
        }
        boolean failedBefore = first.isCompletedExceptionally();
        if (failedBefore) {
            // That the first listing failed has been told already; now that one works, it answers.
            first = CompletableFuture.completedFuture(selected);
        }
        if (!first.complete(selected) && (differs || failedBefore)) {
            changed.run();
        }
    }
}
