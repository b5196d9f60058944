// SPDX-License-Identifier: Apache-2.0
package connect.redshift.preflight;

import connect.redshift.preflight.Finding.Subject;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.table.Catalog;
import connect.redshift.table.NamePattern;
import connect.redshift.table.Slice;
import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Asks Redshift and S3, before any row moves, whether a configuration can work. */
public final class Preflight {
    /** So many tables are looked at closely: each costs three statements or four. */
    private static final int DESCRIBED_TABLES = 20;

    private final Account account;
    private final Catalog catalog;
    private final Staging staging;
    private final Executor background;
    private final Subjects subjects;

    /**
     * What is checked.
     *
     * @param queries that are streamed beside the tables that {@code filter} selects
     * @param selection what is wrong with the selected tables and queries taken together
     * @param root where exports will be staged
     */
    public record Subjects(
            TableFilter filter,
            List<TableId> queries,
            Function<TableId, TableSubject> tables,
            Function<List<TableId>, List<Finding>> selection,
            S3Uri root) {}

    /**
     * What is configured for one table.
     *
     * @param whole whether it is read as a whole, by no watermark
     * @param watermark its column; none where the table is read as a whole, and where none is configured although it must
     * @param start the watermark behind which it begins
     * @param filterSetting what holds its filter, if it has one
     * @param querySetting what holds a query's text; empty for a table
     */
    public record TableSubject(
            boolean whole,
            Choice watermark,
            Choice start,
            TableRules rules,
            String filterSetting,
            Optional<String> querySetting,
            Sharding sharding) {}

    /** A value, and the setting that gives it or would. */
    public record Choice(Optional<String> value, String setting) {}

    /**
     * How a table is split.
     *
     * @param slice the first of its shards
     * @param setting what names the column that splits it
     */
    public record Sharding(Slice slice, String setting) {}

    public Preflight(Account account, Catalog catalog, Staging staging, Executor background, Subjects subjects) {
        this.account = account;
        this.catalog = catalog;
        this.staging = staging;
        this.background = background;
        this.subjects = subjects;
    }

    /**
     * Everything that is wrong, as far as it could be found out within {@code limit}: first who calls, without whom
     * everything else would fail with the same words; then the warehouse, the database with its tables, and staging.
     */
    public List<Finding> findings(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        List<Finding> callers = await(asked(account::callers), deadline, Subject.CONNECTION);
        if (!callers.isEmpty()) {
            return callers;
        }
        CompletableFuture<List<Finding>> warehouse = asked(account::warehouse);
        CompletableFuture<Void> connected = catalog.isReachable();
        CompletableFuture<List<Finding>> tables =
                connected.thenCompose(reachable -> visible()).thenCompose(this::tables);
        CompletableFuture<List<Finding>> staged = asked(this::staging);
        List<Finding> findings = new ArrayList<>(await(warehouse, deadline, Subject.CONNECTION));
        List<Finding> database = await(tables, deadline, Subject.CONNECTION);
        // A warehouse that is not there or paused has been told of in better words.
        if (findings.isEmpty() || !connected.isCompletedExceptionally()) {
            findings.addAll(database);
        }
        findings.addAll(await(staged, deadline, Subject.STAGING));
        return findings;
    }

    /** No table is looked for where none is to be streamed. */
    private CompletableFuture<List<TableId>> visible() {
        return subjects.filter().selectsAny()
                ? catalog.tables(subjects.filter())
                : CompletableFuture.completedFuture(List.of());
    }

    private CompletableFuture<List<Finding>> asked(Supplier<List<Finding>> question) {
        return CompletableFuture.supplyAsync(question, background);
    }

    /** In a folder that nobody writes to: the permissions show, and the staged files need not be listed. */
    private List<Finding> staging() {
        S3Uri folder = subjects.root().plus("permission-check/");
        staging.list(folder);
        staging.read(folder.plus("nothing"));
        staging.delete(List.of(folder.plus("nothing")));
        return List.of();
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

    /** An expression for more than one name may be there for tables to come; a name that is not there is a mistake. */
    private CompletableFuture<List<Finding>> tables(List<TableId> visible) {
        List<Finding> findings = new ArrayList<>();
        for (NamePattern pattern : subjects.filter().unmatchedTables(visible)) {
            if (pattern.isOneName()) {
                findings.add(new Finding(
                        Subject.TABLES,
                        ("\"%s\" matches no table that the database user can see, or only excluded ones. Check its spelling,"
                                        + " and that the user was granted USAGE on the schema and SELECT on the table.")
                                .formatted(pattern)));
            }
        }
        CompletableFuture<List<Finding>> all = CompletableFuture.completedFuture(findings);
        List<TableId> selected =
                Stream.concat(subjects.queries().stream(), visible.stream()).toList();
        findings.addAll(subjects.selection().apply(selected));
        for (TableId table : described(selected)) {
            TableCheck check = new TableCheck(catalog, table, subjects.tables().apply(table));
            all = all.thenCombine(check.findings(), (one, other) -> {
                one.addAll(other);
                return one;
            });
        }
        return all;
    }

    /** Tables that are configured alike are most likely alike: of each kind one comes first. */
    private List<TableId> described(List<TableId> selected) {
        Map<List<Object>, TableId> kinds = new LinkedHashMap<>();
        for (TableId table : selected) {
            TableSubject subject = subjects.tables().apply(table);
            kinds.putIfAbsent(
                    List.of(
                            table.isQuery(),
                            subject.watermark(),
                            subject.start(),
                            subject.rules().filter(),
                            subject.rules().columns(),
                            subject.sharding().slice(),
                            subject.rules().keyColumns(table)),
                    table);
        }
        return Stream.concat(kinds.values().stream(), selected.stream())
                .distinct()
                .limit(DESCRIBED_TABLES)
                .toList();
    }
}
