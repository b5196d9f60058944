// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.emulator.Submission.Piece;
import connect.redshift.emulator.Submission.Status;
import java.time.Instant;
import java.util.List;

/** The Data API's response documents. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings.Limits limits;

    Answers(Settings.Limits limits) {
        this.limits = limits;
    }

    ObjectNode submitted(Submission submission, boolean waited) {
        ObjectNode answer = JSON.createObjectNode().put("Id", submission.id());
        answer.put("CreatedAt", seconds(submission.created()));
        submission.request().caller().describe(answer);
        if (waited) {
            answer.put("Status", submission.status().name()).put("HasResultSet", hasResult(submission.pieces()));
        }
        return answer;
    }

    /** In flight: duration and rows -1, process and query 0, as measured. */
    ObjectNode described(Submission submission) {
        Status status = submission.status();
        ObjectNode answer = JSON.createObjectNode().put("Id", submission.id()).put("Status", status.name());
        answer.put("CreatedAt", seconds(submission.created())).put("UpdatedAt", seconds(submission.updated()));
        answer.put("Duration", submission.durationNanos());
        answer.put("QueryString", submission.sql());
        answer.put("ResultFormat", "json");
        answer.put("RedshiftPid", status == Status.SUBMITTED || status == Status.PICKED ? 0 : 1_073_750_000L);
        answer.put(
                "RedshiftQueryId",
                status.isEnd() ? Math.floorMod(submission.id().hashCode(), 1_000_000) : 0);
        answer.put("HasResultSet", hasResult(submission.pieces()));
        submission.error().ifPresent(text -> answer.put("Error", text));
        submission.request().caller().describe(answer);
        if (!submission.request().batch()) {
            results(answer, submission.pieces().get(0), status);
            return answer;
        }
        answer.put("ResultRows", -1).put("ResultSize", -1);
        ArrayNode pieces = answer.putArray("SubStatements");
        for (int i = 0; i < submission.pieces().size(); i++) {
            Piece piece = submission.pieces().get(i);
            ObjectNode one = pieces.addObject().put("Id", submission.id() + ":" + (i + 1));
            one.put("Status", piece.status().name())
                    .put("QueryString", submission.request().queries().get(i));
            one.put("Duration", piece.nanos()).put("RedshiftQueryId", 0).put("HasResultSet", hasResult(List.of(piece)));
            one.put("CreatedAt", seconds(submission.created())).put("UpdatedAt", seconds(submission.updated()));
            piece.error().ifPresent(text -> one.put("Error", text));
            results(one, piece, piece.status());
        }
        return answer;
    }

    private void results(ObjectNode answer, Piece piece, Status status) {
        boolean known = status == Status.FINISHED && piece.outcome().isPresent();
        long rows = !known
                ? -1
                : UnloadParser.isUnload(piece.sql())
                        ? limits.unloadResultRows()
                        : piece.outcome().orElseThrow().rows();
        long bytes = piece.outcome()
                .flatMap(Outcome::result)
                .map(Outcome.Result::bytes)
                .orElse(0L);
        answer.put("ResultRows", rows).put("ResultSize", known ? bytes : -1);
    }

    private static boolean hasResult(List<Piece> pieces) {
        return pieces.stream()
                .anyMatch(piece -> piece.outcome().flatMap(Outcome::result).isPresent());
    }

    ObjectNode page(Outcome.Result result, int from) {
        int to = Math.min(result.rows().size(), from + limits.resultPageRows());
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode records = answer.putArray("Records");
        for (List<Object> row : result.rows().subList(Math.min(from, to), to)) {
            ArrayNode record = records.addArray();
            row.forEach(value -> field(record.addObject(), value));
        }
        ArrayNode columns = answer.putArray("ColumnMetadata");
        result.columns().forEach(column -> column(columns.addObject(), column));
        answer.put("TotalNumRows", result.rows().size());
        if (to < result.rows().size()) {
            answer.put("NextToken", Integer.toString(to));
        }
        return answer;
    }

    private static void field(ObjectNode field, Object value) {
        if (value == null) {
            field.put("isNull", true);
        } else if (value instanceof Long number) {
            field.put("longValue", number);
        } else if (value instanceof Double number) {
            field.put("doubleValue", number);
        } else if (value instanceof Boolean truth) {
            field.put("booleanValue", truth);
        } else {
            field.put("stringValue", (String) value);
        }
    }

    private static void column(ObjectNode node, ResultColumn column) {
        boolean number =
                List.of("int2", "int4", "int8", "numeric", "float4", "float8").contains(column.type());
        node.put("name", column.name()).put("label", column.name()).put("typeName", column.type());
        node.put("precision", column.precision()).put("scale", column.scale()).put("length", 0);
        node.put("nullable", column.nullable() ? 1 : 0).put("isSigned", number).put("isCurrency", false);
        node.put("isCaseSensitive", List.of("varchar", "bpchar").contains(column.type()));
        node.put("schemaName", "").put("tableName", "");
    }

    ObjectNode listed(Submission submission) {
        Submission.Request request = submission.request();
        ObjectNode one = JSON.createObjectNode().put("Id", submission.id());
        one.put("Status", submission.status().name()).put("StatementName", request.name());
        one.put("QueryString", request.queries().get(0)).put("IsBatchStatement", request.batch());
        one.put("CreatedAt", seconds(submission.created())).put("UpdatedAt", seconds(submission.updated()));
        ArrayNode texts = one.putArray("QueryStrings");
        request.queries().forEach(texts::add);
        return one;
    }

    /** Epoch seconds with a fraction, as JSON 1.1 has timestamps. */
    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }
}
