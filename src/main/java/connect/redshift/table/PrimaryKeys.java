// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.Gathering;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.Statements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The declared primary keys of tables, asked for once for each description of a table. A statement of its own and over
 * {@code pg_constraint}: information_schema shows constraints to a table's owner only, and who may not
 * read a catalog can still stream the table, without a key.
 */
final class PrimaryKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryKeys.class);

    private final String statementName;
    private final RowsOfTables keys;
    private final Map<TableId, Known> known = new ConcurrentHashMap<>();

    private record Known(Table table, List<String> key) {}

    PrimaryKeys(Statements statements, String statementName, Gathering.Company company) {
        this.statementName = statementName;
        this.keys = new RowsOfTables(statements, company, this::keys);
    }

    /** The key's columns in the table's order; empty without one. Fails where the answer is not known. */
    CompletableFuture<List<String>> of(Table table) {
        Known before = known.get(table.id());
        if (before != null && before.table().equals(table)) {
            return CompletableFuture.completedFuture(before.key());
        }
        return ask(table.id())
                .exceptionally(failure -> none(table.id(), failure))
                .thenApply(key -> {
                    known.put(table.id(), new Known(table, key));
                    return key;
                });
    }

    private CompletableFuture<List<String>> ask(TableId table) {
        return keys.of(table).thenApply(rows -> rows.column("column_name").stream()
                .flatMap(Optional::stream)
                .toList());
    }

    private Statement keys(List<TableId> tables) {
        String sql =
                """
                SELECT %sa.attname::varchar AS column_name
                FROM pg_constraint c
                JOIN pg_class t ON t.oid = c.conrelid
                JOIN pg_namespace n ON n.oid = t.relnamespace
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(c.conkey)
                WHERE c.contype = 'p' AND %s
                ORDER BY a.attnum"""
                        .formatted(
                                RowsOfTables.names(tables, "n.nspname::varchar", "t.relname::varchar"),
                                RowsOfTables.condition(tables, "n.nspname", "t.relname"));
        return Statement.of(statementName + " primary key " + RowsOfTables.called(tables), sql);
    }

    private static List<String> none(TableId table, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        // Any other failure is no answer: a key that comes and goes would be worse than a table that waits.
        if (cause instanceof StatementException refused && refused.getMessage().contains("permission denied")) {
            LOG.warn(
                    "{}: its primary key cannot be read, so its records have no key; message.key.columns may name one: {}",
                    table,
                    refused.getMessage());
            return List.of();
        }
        throw new CompletionException(cause);
    }
}
