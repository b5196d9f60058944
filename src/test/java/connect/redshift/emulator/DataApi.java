// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.emulator.Submission.Piece;
import connect.redshift.emulator.Submission.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Redshift Data API's operations on statements. */
final class DataApi {
    static final String ID = "[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{0,2})?";
    /** "Maximum query statement size 200 KB". */
    private static final int MOST_SQL_BYTES = 200 * 1024;

    private static final int MOST_STATEMENTS = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final StatementBook book;
    private final StatementRunner runner;
    private final Answers answers;
    private final MetadataApi metadata;

    DataApi(Settings settings, Warehouse warehouse, StatementBook book, StatementRunner runner) {
        this.settings = settings;
        this.book = book;
        this.runner = runner;
        this.answers = new Answers(settings.limits());
        this.metadata = new MetadataApi(settings, warehouse);
    }

    ObjectNode call(String operation, JsonNode body) throws InterruptedException {
        return switch (operation) {
            case "ExecuteStatement" -> execute(body);
            case "BatchExecuteStatement" -> executeBatch(body);
            case "DescribeStatement" -> describe(body);
            case "GetStatementResult" -> result(body);
            case "CancelStatement" -> cancel(body);
            case "ListStatements" -> list(body);
            case "ListTables" -> metadata.tables(body);
            case "ListSchemas" -> metadata.schemas(body);
            case "ListDatabases" -> metadata.databases(body);
            case "DescribeTable" -> metadata.describe(body);
            default ->
                throw new ApiFailure("UnknownOperationException", 400, "The local Redshift does not know " + operation);
        };
    }

    private ObjectNode execute(JsonNode body) throws InterruptedException {
        String sql = body.path("Sql").asText("");
        if (sql.isEmpty()) {
            throw ApiFailure.validation("Sql must not be empty.");
        }
        return submit(body, List.of(sql), false, false);
    }

    private ObjectNode executeBatch(JsonNode body) throws InterruptedException {
        List<String> sqls = new ArrayList<>();
        body.path("Sqls").forEach(sql -> sqls.add(sql.asText()));
        if (sqls.isEmpty() || sqls.size() > MOST_STATEMENTS) {
            throw ApiFailure.validation("Sqls must have 1 to " + MOST_STATEMENTS + " statements.");
        }
        boolean autoCommit = "AUTO_COMMIT".equals(body.path("ExecutionMode").asText(""));
        return submit(body, sqls, true, !autoCommit);
    }

    private ObjectNode submit(JsonNode body, List<String> sqls, boolean batch, boolean transaction)
            throws InterruptedException {
        Caller caller = Caller.of(body, settings);
        for (String sql : sqls) {
            if (SqlText.bytes(sql) > MOST_SQL_BYTES) {
                throw ApiFailure.validation("Cannot accept SQL statement larger than 200 KB.");
            }
        }
        if (body.hasNonNull("ResultFormat")
                && !body.get("ResultFormat").asText().equals("JSON")) {
            throw ApiFailure.validation("The local Redshift gives results as JSON only");
        }
        String name = body.path("StatementName").asText("");
        String token = body.path("ClientToken").asText("");
        if (name.length() > 2048 || token.length() > 64) {
            throw ApiFailure.validation("StatementName takes 2048, ClientToken 64 characters.");
        }
        Duration wait = waitTime(body);
        List<String> filled = Parameters.of(body).fill(sqls);
        StatementBook.Entry entry =
                book.enter(new Submission.Request(sqls, filled, batch, transaction, name, token, caller));
        if (entry.isNew()) {
            runner.submit(entry.submission());
        }
        if (!wait.isZero()) {
            entry.submission().awaitEnd(wait);
        }
        return answers.submitted(entry.submission(), !wait.isZero());
    }

    private ObjectNode describe(JsonNode body) throws InterruptedException {
        Submission submission = submission(body);
        submission.awaitEnd(waitTime(body));
        return answers.described(submission);
    }

    private ObjectNode cancel(JsonNode body) throws InterruptedException {
        submission(body).cancel();
        return JSON.createObjectNode().put("Status", true);
    }

    private ObjectNode result(JsonNode body) throws InterruptedException {
        Submission submission = submission(body);
        submission.awaitEnd(waitTime(body));
        String id = body.get("Id").asText();
        int number = id.contains(":") ? Integer.parseInt(id.substring(id.indexOf(':') + 1)) : 1;
        if (number < 1 || number > submission.pieces().size()) {
            throw ApiFailure.notFound("Query does not exist.");
        }
        Piece piece = submission.pieces().get(number - 1);
        boolean whole = submission.request().batch() && !id.contains(":");
        Optional<Outcome.Result> result = submission.status() == Status.FINISHED && !whole
                ? piece.outcome().flatMap(Outcome::result)
                : Optional.empty();
        return answers.page(
                result.orElseThrow(() -> ApiFailure.notFound(
                        "Query does not have result. Please check query status with DescribeStatement.")),
                nextToken(body));
    }

    private ObjectNode list(JsonNode body) {
        // "By default, only finished statements are shown"; the name is a case-sensitive prefix.
        String wanted = body.path("Status").asText("FINISHED");
        String prefix = body.path("StatementName").asText("");
        int most = body.path("MaxResults").asInt(100);
        if (most < 0 || most > 100) {
            throw ApiFailure.validation("MaxResults must be between 0 and 100.");
        }
        if (body.hasNonNull("WorkgroupName") && body.hasNonNull("ClusterIdentifier")) {
            throw ApiFailure.validation("ClusterIdentifier and WorkgroupName cannot be specified together.");
        }
        String workgroup = body.path("WorkgroupName").asText("");
        String cluster = body.path("ClusterIdentifier").asText("");
        List<Submission> matches = book.newestFirst().stream()
                .filter(one -> wanted.equals("ALL") || one.status().name().equals(wanted))
                .filter(one -> one.request().name().startsWith(prefix))
                .filter(one -> workgroup.isEmpty()
                        || one.request()
                                .caller()
                                .workgroup()
                                .map(workgroup::equals)
                                .orElse(false))
                .filter(one -> cluster.isEmpty()
                        || one.request().caller().cluster().map(cluster::equals).orElse(false))
                .toList();
        int from = Math.min(nextToken(body), matches.size());
        int to = Math.min(matches.size(), from + (most == 0 ? 100 : most));
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode statements = answer.putArray("Statements");
        matches.subList(from, to).forEach(one -> statements.add(answers.listed(one)));
        if (to < matches.size()) {
            answer.put("NextToken", Integer.toString(to));
        }
        return answer;
    }

    /** The SQL that a call is about, for faults that strike by SQL. */
    String sql(JsonNode body) {
        if (body.hasNonNull("Sql")) {
            return body.get("Sql").asText();
        }
        if (body.hasNonNull("Sqls")) {
            return body.get("Sqls").toString();
        }
        return book.find(body.path("Id").asText("")).map(Submission::sql).orElse("");
    }

    void forget(JsonNode body) {
        book.find(body.path("Id").asText("")).ifPresent(book::forget);
    }

    private Submission submission(JsonNode body) {
        String id = body.path("Id").asText("");
        if (!id.matches(ID)) {
            throw ApiFailure.validation("id must satisfy regex pattern: ^" + ID + "$");
        }
        return book.find(id).orElseThrow(() -> ApiFailure.notFound("Query does not exist."));
    }

    static int nextToken(JsonNode body) {
        try {
            return Math.max(0, Integer.parseInt(body.path("NextToken").asText("0")));
        } catch (NumberFormatException unknown) {
            throw ApiFailure.validation("Invalid NextToken.");
        }
    }

    private static Duration waitTime(JsonNode body) {
        int seconds = body.path("WaitTimeSeconds").asInt(0);
        if (body.hasNonNull("WaitTimeSeconds") && (seconds < 1 || seconds > 30)) {
            throw ApiFailure.validation("WaitTimeSeconds must be between 1 and 30.");
        }
        return Duration.ofSeconds(seconds);
    }
}
