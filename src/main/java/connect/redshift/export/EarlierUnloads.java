// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.S3Uri;
import connect.redshift.statement.Background;
import connect.redshift.statement.ListedStatement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.Statements;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops UNLOADs that an earlier life of a task left running, because its worker was killed or lost. They are not taken
 * over: that would need their window, their columns and their fate, while a fresh folder for each attempt makes them
 * cost something and matter to nobody. An UNLOAD is known as one of ours by where it writes: into the folder of one of
 * this task's tables, under the export's id that its name ends with. One of a task that is thought dead and still lives
 * fails there like any other, and its next attempt has a folder of its own.
 */
public final class EarlierUnloads {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierUnloads.class);

    /** New UNLOADs wait for this long at most; nothing but the warehouse's load depends on it. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Pattern NAME = Pattern.compile(".* export (\\S+)", Pattern.DOTALL);

    private final Statements statements;
    private final Background background;
    private final Subject subject;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /**
     * Whose UNLOADs they are.
     *
     * @param statementPrefix what the names of the connector's statements begin with, and no other connector's
     * @param root the connector's own folder in the staging bucket
     * @param tables the task's; another task's, and other shards, are its own affair
     */
    public record Subject(String statementPrefix, S3Uri root, List<Part> tables) {
        public Subject {
            tables = List.copyOf(tables);
        }
    }

    /** What of a table is a task's. */
    public record Part(TableId table, Shard shard) {}

    public EarlierUnloads(Statements statements, Background background, Subject subject) {
        this.statements = statements;
        this.background = background;
        this.subject = subject;
    }

    /**
     * Looks for them once, stops them, and is done; it never fails and takes no longer than {@link #PATIENCE}. To be
     * called before this life's first UNLOAD, which else would be among them.
     */
    public CompletableFuture<Void> stop() {
        background.after(PATIENCE, () -> stopped.complete(null));
        look();
        return stopped;
    }

    private void look() {
        var unused = statements.running(subject.statementPrefix()).whenComplete((running, failure) -> {
            if (stopped.isDone()) {
                // Too late: the list may name UNLOADs of this life by now.
                giveUp(new StatementException("Redshift took too long to list them", true));
            } else if (failure == null) {
                stop(running.stream().filter(this::isOurs).toList());
            } else if (mayPass(failure)) {
                background.after(PAUSE, this::look);
            } else {
                giveUp(failure);
            }
        });
    }

    private static boolean mayPass(Throwable failure) {
        return cause(failure) instanceof StatementException told && told.retriable();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private void giveUp(Throwable failure) {
        LOG.warn(
                "UNLOADs that an earlier life of this task may have left running are not looked for: {}",
                cause(failure).getMessage());
        stopped.complete(null);
    }

    private void stop(List<ListedStatement> unloads) {
        CompletableFuture<?>[] cancels = unloads.stream().map(this::stop).toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(cancels).whenComplete((nothing, failure) -> stopped.complete(null));
    }

    private CompletableFuture<Void> stop(ListedStatement unload) {
        LOG.info(
                "{} ({}) was left running by an earlier life of this task and is cancelled",
                unload.name(),
                unload.id());
        return statements.cancel(unload).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "{} ({}) could not be cancelled: {}",
                        unload.name(),
                        unload.id(),
                        cause(failure).getMessage());
            }
        });
    }

    private boolean isOurs(ListedStatement statement) {
        Matcher name = NAME.matcher(statement.name());
        return name.matches()
                && subject.tables().stream().anyMatch(part -> statement
                        .sql()
                        .contains(UnloadStatement.to(ExportFolders.of(subject.root(), part.table(), part.shard())
                                .parts(name.group(1)))));
    }
}
