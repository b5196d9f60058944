// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.GoneException;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.statement.RunningStatement;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import connect.redshift.table.Selection;
import connect.redshift.table.TableId;
import connect.redshift.window.Window;
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
    private final Subject subject;
    private final ExportFolders folders;

    /**
     * What is unloaded, and how.
     *
     * @param root the connector's own folder in the staging bucket, with its trailing slash
     * @param ids names for exports, never the same twice; at most 64 characters, each good in an S3 key
     */
    public record Subject(
            TableId table, Optional<String> watermarkColumn, S3Uri root, UnloadOptions options, Supplier<String> ids) {}

    public Exporter(Statements statements, Staging staging, Executor background, Subject subject) {
        this.statements = statements;
        this.staging = staging;
        this.background = background;
        this.subject = subject;
        this.folders = ExportFolders.of(subject.root(), subject.table());
    }

    /**
     * Unloads a window.
     *
     * @param statementName what the statement is called in Redshift; the export's id is added
     */
    public RunningExport start(String statementName, Selection selection, Window window) {
        String id = subject.ids().get();
        UnloadStatement unload = new UnloadStatement(
                selection, subject.watermarkColumn().orElse(""), window, folders.parts(id), subject.options());
        String name = statementName + " export " + id;
        RunningStatement running = statements.run(new Statement(name, id, unload.sql()));
        CompletableFuture<Optional<Export>> done = running.ended().thenCompose(finished -> collect(id, unload, name));
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
                ("Export %s of table \"%s\" is named by the stored offset, but %s is gone from S3, so its remaining rows"
                                + " cannot be read as they were. Restore the object, or set staging.lost.mode=redo to unload the"
                                + " window again: its rows that are in Kafka already come once more.")
                        .formatted(id, subject.table(), object),
                null);
    }

    /** Zero rows write neither parts nor manifest, and so does nobody else: then the window is counted, to be sure. */
    private CompletableFuture<Optional<Export>> collect(String id, UnloadStatement unload, String name) {
        return CompletableFuture.supplyAsync(() -> staging.read(folders.manifest(id)), background)
                .thenCompose(manifest -> manifest.isPresent()
                        ? CompletableFuture.supplyAsync(() -> describe(id, unload, manifest.get()), background)
                        : requireEmpty(id, unload, name));
    }

    private Optional<Export> describe(String id, UnloadStatement unload, byte[] manifest) {
        List<Part> parts = parts(id, manifest);
        Export export = new Export(
                id,
                unload.window(),
                new ExportColumns(
                        unload.selection().columns(), unload.selection().key()),
                parts);
        if (export.rows() == 0) {
            return Optional.empty();
        }
        staging.write(folders.columns(id), export.columns().write());
        return Optional.of(export);
    }

    private CompletableFuture<Optional<Export>> requireEmpty(String id, UnloadStatement unload, String name) {
        return statements
                .query(Statement.of(name + " recount", unload.countSql()))
                .thenApply(rows -> {
                    String count = rows.value(0, "row_count").orElse("0");
                    if (!count.equals("0")) {
                        throw new ExportException(
                                "Export %s of table \"%s\" finished without a manifest at %s, yet its window %s has %s rows; its files are lost"
                                        .formatted(id, subject.table(), folders.manifest(id), unload.window(), count));
                    }
                    return Optional.empty();
                });
    }

    private List<Part> parts(String id, byte[] manifest) {
        return Manifest.parse(folders.manifest(id), manifest, folders.parts(id));
    }
}
