// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.SqlText;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.Statements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Asks a catalog about tables: about all that are asked for at about the same moment with one query. */
final class RowsOfTables {
    /** As many tables a query, so that its text and its result stay small. */
    private static final int MOST = 100;

    private static final String SCHEMA = "schema_name";
    private static final String TABLE = "table_name";

    private final Statements statements;
    private final Function<List<TableId>, Statement> query;
    private final Gathering<Question> gathering;

    private record Question(TableId table, CompletableFuture<ResultRows> rows) {}

    /**
     * @param query for these tables; of several, each row begins with {@link #names}
     */
    RowsOfTables(Statements statements, Gathering.Company company, Function<List<TableId>, Statement> query) {
        this.statements = statements;
        this.query = query;
        this.gathering = statements.gathering(company, this::ask);
    }

    /** The rows of one table, in the query's order. */
    CompletableFuture<ResultRows> of(TableId table) {
        Question question = new Question(table, new CompletableFuture<>());
        gathering.add(question);
        return question.rows();
    }

    /** The condition that a row is about one of these tables. */
    static String condition(List<TableId> tables, String schemaColumn, String tableColumn) {
        if (tables.size() == 1) {
            return "%s = %s AND %s = %s"
                    .formatted(
                            schemaColumn,
                            SqlText.literal(tables.get(0).schema()),
                            tableColumn,
                            SqlText.literal(tables.get(0).name()));
        }
        Map<String, List<TableId>> schemas =
                tables.stream().sorted().collect(groupingBy(TableId::schema, TreeMap::new, toList()));
        return schemas.entrySet().stream()
                .map(schema -> "%s = %s AND %s IN (%s)"
                        .formatted(
                                schemaColumn,
                                SqlText.literal(schema.getKey()),
                                tableColumn,
                                schema.getValue().stream()
                                        .map(table -> SqlText.literal(table.name()))
                                        .collect(joining(", "))))
                .collect(joining(" OR ", "(", ")"));
    }

    /** What a query for several tables tells first of each row. */
    static String names(List<TableId> tables, String schemaColumn, String tableColumn) {
        return tables.size() == 1 ? "" : "%s AS %s, %s AS %s, ".formatted(schemaColumn, SCHEMA, tableColumn, TABLE);
    }

    /** What these tables are called in the name of a statement. */
    static String called(List<TableId> tables) {
        return tables.size() == 1
                ? tables.get(0).toString()
                : "%d tables: %s"
                        .formatted(
                                tables.size(),
                                tables.stream().map(TableId::toString).collect(joining(" ")));
    }

    private void ask(List<Question> questions) {
        for (int from = 0; from < questions.size(); from += MOST) {
            askOnce(questions.subList(from, Math.min(from + MOST, questions.size())));
        }
    }

    private void askOnce(List<Question> questions) {
        List<TableId> tables =
                questions.stream().map(Question::table).distinct().toList();
        var unused = statements.query(query.apply(tables)).whenComplete((rows, failure) -> {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (failure == null) {
                questions.forEach(question ->
                        question.rows().complete(tables.size() == 1 ? rows : rowsOf(question.table(), rows)));
            } else if (tables.size() > 1
                    && cause instanceof StatementException told
                    && told.ofStatement()
                    && !told.retriable()) {
                // One of them may be at fault, such as a view that is broken.
                questions.forEach(question -> askOnce(List.of(question)));
            } else {
                questions.forEach(question -> question.rows().completeExceptionally(cause));
            }
        });
    }

    private static ResultRows rowsOf(TableId table, ResultRows rows) {
        List<Optional<String>> schemas = rows.column(SCHEMA);
        List<Optional<String>> names = rows.column(TABLE);
        return new ResultRows(
                rows.columns(),
                IntStream.range(0, rows.rows().size())
                        .filter(row -> schemas.get(row).equals(Optional.of(table.schema()))
                                && names.get(row).equals(Optional.of(table.name())))
                        .mapToObj(row -> rows.rows().get(row))
                        .toList());
    }
}
