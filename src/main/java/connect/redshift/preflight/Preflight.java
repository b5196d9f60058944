// SPDX-License-Identifier: Apache-2.0
package connect.redshift.preflight;

import connect.redshift.preflight.Finding.Subject;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.staging.StagingException;
import connect.redshift.statement.StatementException;
import connect.redshift.table.Catalog;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Ordering;
import connect.redshift.table.Table;
import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import connect.redshift.window.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks Redshift and S3, before any row moves, whether a configuration can work. */
public final class Preflight {
    /** So many tables are described; the others are most likely alike, and each costs a statement. */
    private static final int DESCRIBED_TABLES = 10;

    private final Catalog catalog;
    private final Staging staging;
    private final Executor background;
    private final Subjects subjects;

    /**
     * What is checked.
     *
     * @param watermarkColumns the column of each table, where one is configured
     * @param wantsWatermark whether every table needs such a column
     * @param topicProblems what is wrong with the topics of these tables
     * @param root where exports will be staged
     */
    public record Subjects(
            TableFilter filter,
            Function<TableId, Optional<String>> watermarkColumns,
            boolean wantsWatermark,
            Optional<String> initialWatermark,
            Function<List<TableId>, List<String>> topicProblems,
            S3Uri root) {}

    public Preflight(Catalog catalog, Staging staging, Executor background, Subjects subjects) {
        this.catalog = catalog;
        this.staging = staging;
        this.background = background;
        this.subjects = subjects;
    }

    /** Everything that is wrong, as far as it could be found out within {@code limit}. */
    public List<Finding> findings(Duration limit) throws InterruptedException {
        CompletableFuture<List<Finding>> tables = catalog.tables().thenCompose(this::tables);
        // A folder that nobody writes to: the permission shows, and the staged files need not be listed.
        CompletableFuture<List<Finding>> listed = CompletableFuture.runAsync(
                        () -> staging.list(subjects.root().plus("permission-check/")), background)
                .thenApply(nothing -> List.of());
        long deadline = System.nanoTime() + limit.toNanos();
        List<Finding> findings = new ArrayList<>(await(tables, deadline, Subject.CONNECTION));
        findings.addAll(await(listed, deadline, Subject.STAGING));
        return findings;
    }

    private static List<Finding> await(CompletableFuture<List<Finding>> check, long deadline, Subject subject)
            throws InterruptedException {
        try {
            return check.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return List.of(new Finding(subject, "No answer within validation.timeout.ms."));
        } catch (ExecutionException failure) {
            return List.of(new Finding(subject, failure.getCause().getMessage()));
        }
    }

    private CompletableFuture<List<Finding>> tables(List<TableId> visible) {
        List<Finding> findings = new ArrayList<>();
        for (String pattern : subjects.filter().unmatched(visible)) {
            findings.add(new Finding(
                    Subject.TABLES,
                    ("\"%s\" matches none of the %d tables that the database user can see. Check its spelling, and that the"
                                    + " user was granted USAGE on the schema and SELECT on the table.")
                            .formatted(pattern, visible.size())));
        }
        CompletableFuture<List<Finding>> all = CompletableFuture.completedFuture(findings);
        List<TableId> selected =
                visible.stream().filter(subjects.filter()::test).toList();
        subjects.topicProblems().apply(selected).forEach(problem -> findings.add(new Finding(Subject.TOPICS, problem)));
        for (TableId table : selected.stream().limit(DESCRIBED_TABLES).toList()) {
            all = all.thenCombine(table(table), (one, other) -> {
                one.addAll(other);
                return one;
            });
        }
        return all;
    }

    private CompletableFuture<List<Finding>> table(TableId table) {
        Optional<String> column = subjects.watermarkColumns().apply(table);
        if (column.isEmpty() && subjects.wantsWatermark()) {
            return CompletableFuture.completedFuture(List.of(new Finding(
                    Subject.WATERMARK,
                    "Table \"%s\" has no watermark column: set watermark.column, or add the table to a group of table.groups."
                            .formatted(table))));
        }
        return catalog.describe(table).handle((described, failure) -> {
            if (failure == null) {
                return column.isPresent() ? watermark(described, column.get()) : List.of();
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof CatalogException
                    || cause instanceof StatementException
                    || cause instanceof StagingException) {
                return List.of(new Finding(Subject.TABLES, cause.getMessage()));
            }
            throw new CompletionException(cause);
        });
    }

    private List<Finding> watermark(Table table, String column) {
        try {
            return start(table.ordering(column));
        } catch (CatalogException wrong) {
            return List.of(new Finding(Subject.WATERMARK, wrong.getMessage()));
        }
    }

    private List<Finding> start(Ordering ordering) {
        try {
            subjects.initialWatermark().ifPresent(text -> new Watermark(ordering, text));
            return List.of();
        } catch (IllegalArgumentException wrong) {
            return List.of(new Finding(Subject.START, wrong.getMessage()));
        }
    }
}
