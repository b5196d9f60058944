// SPDX-License-Identifier: Apache-2.0
package connect.redshift.preflight;

import connect.redshift.preflight.Finding.Subject;
import connect.redshift.preflight.Preflight.TableSubject;
import connect.redshift.statement.StatementException;
import connect.redshift.table.Catalog;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Selection;
import connect.redshift.table.Slice;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.window.Watermark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Asks whether one table can be streamed as it is configured: whether its watermark orders it, what its stream would
 * export, and whether Redshift takes the query for that.
 */
record TableCheck(Catalog catalog, TableId table, TableSubject subject) {
    /** What is wrong; fails only where the check itself does. */
    CompletableFuture<List<Finding>> findings() {
        if (!subject.whole() && subject.watermark().value().isEmpty()) {
            return done(List.of(new Finding(
                    Subject.WATERMARK,
                    "%s has no watermark column: set watermark.column, or add the table to a group of table.groups."
                            .formatted(table.asSubject()))));
        }
        return catalog.describe(table).thenCompose(this::findings).exceptionally(this::found);
    }

    private CompletableFuture<List<Finding>> findings(Table described) {
        List<Finding> watermark = new ArrayList<>(watermark(described));
        watermark.addAll(shard(described));
        // Redshift's words on a watermark that is not there would say the same again.
        return catalog.select(described, subject.rules())
                .thenCompose(selection -> watermark.isEmpty() ? planned(described, selection) : done(List.of()))
                .exceptionally(this::found)
                .thenApply(others ->
                        Stream.concat(watermark.stream(), others.stream()).toList());
    }

    private List<Finding> watermark(Table described) {
        if (subject.whole()) {
            return List.of();
        }
        try {
            Ordering ordering = described.ordering(subject.watermark().value().orElseThrow());
            subject.start().value().ifPresent(text -> new Watermark(ordering, text));
            return List.of();
        } catch (CatalogException wrong) {
            return List.of(Finding.of(subject.watermark().setting(), wrong.getMessage()));
        } catch (IllegalArgumentException wrong) {
            return List.of(Finding.of(subject.start().setting(), wrong.getMessage()));
        }
    }

    private List<Finding> shard(Table described) {
        try {
            subject.sharding().slice().requireFits(described);
            return List.of();
        } catch (CatalogException wrong) {
            return List.of(Finding.of(subject.sharding().setting(), wrong.getMessage()));
        }
    }

    /** The filter is planned apart from the columns, so that what is wrong with it is found on it. */
    private CompletableFuture<List<Finding>> planned(Table described, Selection selection) {
        Optional<String> column = subject.watermark().value();
        Slice slice = subject.sharding().slice();
        Selection all = selection.unfiltered();
        CompletableFuture<Void> columns = catalog.explain(
                slice.isAll() ? all : all.with(RowFilter.NONE.narrowed(slice.condition(described))), column);
        if (selection.filter().condition().isEmpty()) {
            return columns.thenApply(planned -> List.of());
        }
        return columns.thenCompose(planned -> catalog.explain(selection, column)
                .<List<Finding>>thenApply(filtered -> List.of())
                .exceptionally(failure -> List.of(Finding.of(
                        subject.filterSetting(),
                        "%s is refused for %s. %s"
                                .formatted(
                                        subject.filterSetting(),
                                        table.asObject(),
                                        refusal(failure).getMessage())))));
    }

    private List<Finding> found(Throwable failure) {
        RuntimeException refusal = refusal(failure);
        if (refusal instanceof CatalogException mismatch) {
            return List.of(
                    new Finding(Subject.TABLES, mismatch.setting().or(subject::querySetting), refusal.getMessage()));
        }
        return List.of(subject.querySetting()
                .map(setting -> Finding.of(setting, "%s is refused. %s".formatted(setting, refusal.getMessage())))
                .orElseGet(() -> new Finding(Subject.TABLES, refusal.getMessage())));
    }

    /** What Redshift or its catalog said; anything else is thrown on. */
    private static RuntimeException refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CatalogException mismatch) {
            return mismatch;
        }
        if (cause instanceof StatementException refused) {
            return refused;
        }
        throw new CompletionException(cause);
    }

    private static CompletableFuture<List<Finding>> done(List<Finding> findings) {
        return CompletableFuture.completedFuture(findings);
    }
}
