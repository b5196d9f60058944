// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.ColumnMetadata;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.redshiftdata.model.GetStatementResultResponse;
import software.amazon.awssdk.services.redshiftdata.model.ListStatementsRequest;
import software.amazon.awssdk.services.redshiftdata.model.ListStatementsResponse;
import software.amazon.awssdk.services.redshiftdata.model.StatementData;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;

/** Runs statements through the Redshift Data API. The one class that speaks to its client. */
public final class DataApiStatementRunner implements StatementRunner {
    /** Redshift management guide, quotas of the Data API: 200 KB a statement; taken as thousands, to be sure. */
    static final int LONGEST_STATEMENT_BYTES = 200_000;

    /** In the order in which a statement takes them, so that none slips through between two questions. */
    private static final List<StatusString> BEFORE_THE_END =
            List.of(StatusString.SUBMITTED, StatusString.PICKED, StatusString.STARTED);

    /** The Data API's greatest; an account has at most 500 active statements (its quotas), so five pages are all. */
    private static final int LISTED_A_PAGE = 100;

    private static final int MOST_PAGES = 10;

    private final RedshiftDataClient client;
    private final Target target;

    public DataApiStatementRunner(RedshiftDataClient client, Target target) {
        this.client = client;
        this.target = target;
    }

    /**
     * What statements run in and as whom.
     *
     * @param warehouse exactly one of a serverless workgroup and a cluster
     * @param secretArn the secret with the database user, instead of the caller's own identity
     * @param databaseUser the database user to get credentials for; clusters only
     */
    public record Target(
            Warehouse warehouse, String database, Optional<String> secretArn, Optional<String> databaseUser) {}

    /** Where the database is. */
    public sealed interface Warehouse {
        record Workgroup(String name) implements Warehouse {
            @Override
            public ExecuteStatementRequest.Builder in(ExecuteStatementRequest.Builder request) {
                return request.workgroupName(name);
            }

            @Override
            public ListStatementsRequest.Builder in(ListStatementsRequest.Builder request) {
                return request.workgroupName(name);
            }
        }

        record Cluster(String identifier) implements Warehouse {
            @Override
            public ExecuteStatementRequest.Builder in(ExecuteStatementRequest.Builder request) {
                return request.clusterIdentifier(identifier);
            }

            @Override
            public ListStatementsRequest.Builder in(ListStatementsRequest.Builder request) {
                return request.clusterIdentifier(identifier);
            }
        }

        ExecuteStatementRequest.Builder in(ExecuteStatementRequest.Builder request);

        ListStatementsRequest.Builder in(ListStatementsRequest.Builder request);
    }

    @Override
    public int longestStatement() {
        return LONGEST_STATEMENT_BYTES;
    }

    @Override
    public String submit(Statement statement) {
        int bytes = SqlText.bytes(statement.sql());
        if (bytes > LONGEST_STATEMENT_BYTES) {
            throw new StatementException(
                    "Statement %s has %d bytes in UTF-8; the Data API takes %d"
                            .formatted(statement.name(), bytes, LONGEST_STATEMENT_BYTES),
                    false);
        }
        ExecuteStatementRequest.Builder request = target.warehouse()
                .in(ExecuteStatementRequest.builder())
                .database(target.database())
                .statementName(statement.name())
                .clientToken(statement.token())
                .sql(statement.sql());
        target.secretArn().ifPresent(request::secretArn);
        target.databaseUser().ifPresent(request::dbUser);
        return call("submit " + statement.name(), () -> client.executeStatement(request.build())
                .id());
    }

    @Override
    public StatementState state(String id) {
        DescribeStatementResponse answer =
                call("ask for statement " + id, () -> client.describeStatement(request -> request.id(id)));
        return switch (answer.status()) {
            case FINISHED -> new StatementState.Finished(Duration.ofNanos(Math.max(0, answer.duration())));
            case FAILED, ABORTED -> failed(answer);
            // A status that is younger than the SDK is not an end: the three ends are old.
            case SUBMITTED, PICKED, STARTED, ALL, UNKNOWN_TO_SDK_VERSION -> new StatementState.Running();
        };
    }

    private static StatementState failed(DescribeStatementResponse answer) {
        String error = Optional.ofNullable(answer.error())
                .filter(text -> !text.isBlank())
                .orElse(
                        "Redshift says %s and gives no reason; it may have been cancelled by a user, a queue rule or a restart"
                                .formatted(answer.statusAsString()));
        return DataApiFailures.ofStatement(error);
    }

    @Override
    public ResultRows rows(String id) {
        List<ResultColumn> columns = new ArrayList<>();
        List<List<Optional<String>>> rows = new ArrayList<>();
        String token = null;
        do {
            String page = token;
            GetStatementResultResponse answer = call(
                    "read the result of statement " + id,
                    () -> client.getStatementResult(request -> request.id(id).nextToken(page)));
            if (columns.isEmpty()) {
                answer.columnMetadata().stream()
                        .map(DataApiStatementRunner::column)
                        .forEach(columns::add);
            }
            answer.records()
                    .forEach(row -> rows.add(
                            row.stream().map(DataApiStatementRunner::text).toList()));
            token = answer.nextToken();
        } while (token != null && !token.isEmpty());
        return ResultRows.of(columns, rows);
    }

    /** Of a query's text columns, {@code length} is 0 and the precision is the length. */
    private static ResultColumn column(ColumnMetadata column) {
        return new ResultColumn(
                column.label(),
                Optional.ofNullable(column.typeName()).orElse(""),
                Optional.ofNullable(column.precision()).orElse(0),
                Optional.ofNullable(column.scale()).orElse(0));
    }

    private static Optional<String> text(Field field) {
        return switch (field.type()) {
            case STRING_VALUE -> Optional.of(field.stringValue());
            case LONG_VALUE -> Optional.of(Long.toString(field.longValue()));
            case DOUBLE_VALUE -> Optional.of(Double.toString(field.doubleValue()));
            case BOOLEAN_VALUE -> Optional.of(Boolean.toString(field.booleanValue()));
            case IS_NULL -> Optional.empty();
            case BLOB_VALUE, UNKNOWN_TO_SDK_VERSION ->
                throw new StatementException("a result holds a value of kind " + field.type(), false);
        };
    }

    @Override
    public void cancel(String id) {
        try {
            client.cancelStatement(request -> request.id(id));
        } catch (SdkException failure) {
            if (!DataApiFailures.saysAlreadyEnded(failure)) {
                throw DataApiFailures.ofCall("cancel statement " + id, failure);
            }
        }
    }

    /** Unless it is told a status, the Data API lists finished statements only (API reference, ListStatements). */
    @Override
    public List<ListedStatement> running(String namePrefix) {
        Map<String, ListedStatement> found = new LinkedHashMap<>();
        for (StatusString status : BEFORE_THE_END) {
            ListStatementsRequest.Builder request = target.warehouse()
                    .in(ListStatementsRequest.builder())
                    .database(target.database())
                    .statementName(namePrefix)
                    .status(status)
                    .maxResults(LISTED_A_PAGE);
            int pages = 0;
            String token = null;
            do {
                request.nextToken(token);
                ListStatementsResponse answer =
                        call("list running statements", () -> client.listStatements(request.build()));
                answer.statements().forEach(one -> found.put(one.id(), listed(one)));
                token = answer.nextToken();
                pages++;
            } while (token != null && !token.isEmpty() && pages < MOST_PAGES);
        }
        return found.values().stream()
                .filter(one -> one.name().startsWith(namePrefix))
                .toList();
    }

    private static ListedStatement listed(StatementData one) {
        return new ListedStatement(
                one.id(),
                Optional.ofNullable(one.statementName()).orElse(""),
                Optional.ofNullable(one.queryString()).orElse(""));
    }

    private static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw DataApiFailures.ofCall(what, failure);
        }
    }
}
