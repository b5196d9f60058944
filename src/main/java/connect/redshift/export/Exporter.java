// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.GoneException;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.statement.RunningStatement;
import connect.redshift.statement.SqlText;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import connect.redshift.table.Selection;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import connect.redshift.window.Window;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Puts windows of one table on S3. Every attempt writes to a fresh folder, so a statement whose fate is unknown can
 * never mix its files with those of another.
 */
public final class Exporter {
    private final Statements statements;
    private final Staging staging;
    private final Executor background;
    private final Clock clock;
    private final Subject subject;
    private final ExportFolders folders;

    /**
     * What is unloaded, and how.
     *
     * @param root the connector's own folder in the staging bucket, with its trailing slash
     * @param ids names for exports, never the same twice; at most 64 characters, each good in an S3 key
     */
    public record Subject(
            TableId table,
            Shard shard,
            Optional<String> watermarkColumn,
            S3Uri root,
            UnloadOptions options,
            Supplier<String> ids) {
        /** Of a table in one piece. */
        public Subject(
                TableId table,
                Optional<String> watermarkColumn,
                S3Uri root,
                UnloadOptions options,
                Supplier<String> ids) {
            this(table, Shard.ONLY, watermarkColumn, root, options, ids);
        }
    }

    /** One UNLOAD on its way: what its statement is called, and when it was handed over. */
    private record Attempt(String id, String name, UnloadStatement unload, Instant submitted) {}

    /**
     * @param clock the worker's, for the time that an export is told to be of
     */
    public Exporter(Statements statements, Staging staging, Executor background, Clock clock, Subject subject) {
        this.statements = statements;
        this.staging = staging;
        this.background = background;
        this.clock = clock;
        this.subject = subject;
        this.folders = ExportFolders.of(subject.root(), subject.table(), subject.shard());
    }

    /**
     * Unloads a window; throws {@link connect.redshift.table.CatalogException}, and asks nothing of Redshift, when that
     * takes a longer statement than there can be.
     *
     * @param statementName what the statement is called in Redshift; the export's id is added
     */
    public RunningExport start(String statementName, Selection selection, Window window) {
        String id = subject.ids().get();
        UnloadStatement unload = new UnloadStatement(
                selection, subject.watermarkColumn().orElse(""), window, folders.parts(id), subject.options());
        String sql = unload.sql();
        selection.requireFits(SqlText.bytes(sql), statements.longestStatement());
        Attempt attempt = new Attempt(id, statementName + " export " + id, unload, clock.instant());
        RunningStatement running = statements.run(new Statement(attempt.name(), id, sql));
        CompletableFuture<Optional<Export>> done = running.ended()
                .exceptionally(failure -> {
                    throw UnloadFailures.explained(selection, failure);
                })
                .thenCompose(finished -> collect(attempt));
        return new RunningExport(id, done, running.cancellation());
    }

    /** An export that was made before, as it was made; fails when its files are gone. */
    public CompletableFuture<Export> reopen(String id, Window window) {
        return CompletableFuture.supplyAsync(
                () -> {
                    S3Uri columns = folders.columns(id);
                    byte[] description = staging.read(columns).orElseThrow(() -> lost(id, columns));
                    byte[] manifest =
                            staging.read(folders.manifest(id)).orElseThrow(() -> lost(id, folders.manifest(id)));
                    return new Export(id, window, ExportColumns.parse(columns, description), parts(id, manifest));
                },
                background);
    }

    private GoneException lost(String id, S3Uri object) {
        return new GoneException(
                ("Export %s of %s is named by the stored offset, but %s is gone from S3, so its remaining rows"
                                + " cannot be read as they were. Restore the object, or set staging.lost.mode=redo to unload the"
                                + " window again: its rows that are in Kafka already come once more.")
                        .formatted(id, subject.table().asObject(), object),
                null);
    }

    /** Zero rows write neither parts nor manifest, and so does nobody else: then the window is counted, to be sure. */
    private CompletableFuture<Optional<Export>> collect(Attempt attempt) {
        return CompletableFuture.supplyAsync(() -> staging.read(folders.manifest(attempt.id())), background)
                .thenCompose(manifest -> manifest.isPresent()
                        ? CompletableFuture.supplyAsync(() -> describe(attempt, manifest.get()), background)
                        : requireEmpty(attempt));
    }

    private Optional<Export> describe(Attempt attempt, byte[] manifest) {
        Selection selection = attempt.unload().selection();
        Export export = new Export(
                attempt.id(),
                attempt.unload().window(),
                new ExportColumns(selection.columns(), selection.key(), Optional.of(attempt.submitted())),
                parts(attempt.id(), manifest));
        if (export.rows() == 0) {
            return Optional.empty();
        }
        staging.write(folders.columns(attempt.id()), export.columns().write());
        return Optional.of(export);
    }

    private CompletableFuture<Optional<Export>> requireEmpty(Attempt attempt) {
        return statements
                .query(Statement.of(
                        attempt.name() + " recount", attempt.unload().countSql()))
                .thenApply(rows -> {
                    String count = rows.value(0, "row_count").orElse("0");
                    if (!count.equals("0")) {
                        throw new ExportException(
                                "Export %s of %s finished without a manifest at %s, yet its window %s has %s rows; its files are lost"
                                        .formatted(
                                                attempt.id(),
                                                subject.table().asObject(),
                                                folders.manifest(attempt.id()),
                                                attempt.unload().window(),
                                                count));
                    }
                    return Optional.empty();
                });
    }

    private List<Part> parts(String id, byte[] manifest) {
        return Manifest.parse(folders.manifest(id), manifest, folders.parts(id));
    }
}
