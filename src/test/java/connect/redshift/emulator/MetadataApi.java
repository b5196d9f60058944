// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** The Data API's operations on schemas and tables; patterns are LIKE patterns. */
final class MetadataApi {
    private static final int PAGE = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Warehouse warehouse;

    MetadataApi(Settings settings, Warehouse warehouse) {
        this.settings = settings;
        this.warehouse = warehouse;
    }

    ObjectNode databases(JsonNode body) {
        Caller.of(body, settings);
        ObjectNode answer = JSON.createObjectNode();
        answer.putArray("Databases").add(settings.target().database());
        return answer;
    }

    ObjectNode schemas(JsonNode body) {
        check(body);
        List<List<String>> rows = warehouse.query("SELECT schema_name FROM svv_all_schemas WHERE schema_name LIKE "
                + pattern(body, "SchemaPattern") + " ORDER BY 1");
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode schemas = answer.putArray("Schemas");
        page(body, answer, rows, row -> schemas.add(row.get(0)));
        return answer;
    }

    ObjectNode tables(JsonNode body) {
        check(body);
        List<List<String>> rows = warehouse.query(
                "SELECT table_name, CASE WHEN schema_name IN ('pg_catalog', 'information_schema') THEN 'SYSTEM ' ELSE '' END || table_type,"
                        + " schema_name FROM svv_all_tables WHERE schema_name LIKE " + pattern(body, "SchemaPattern")
                        + " AND table_name LIKE " + pattern(body, "TablePattern") + " ORDER BY 3, 1");
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode tables = answer.putArray("Tables");
        page(body, answer, rows, row -> tables.addObject()
                .put("name", row.get(0))
                .put("type", row.get(1))
                .put("schema", row.get(2)));
        return answer;
    }

    ObjectNode describe(JsonNode body) {
        check(body);
        String table = body.path("Table").asText("");
        String schema = body.path("Schema").asText("");
        List<List<String>> rows =
                warehouse.query("SELECT column_name, typname, coalesce(character_maximum_length, numeric_precision, 0),"
                        + " coalesce(numeric_scale, 0), attnotnull, schema_name, column_default FROM redshift_columns WHERE table_name = "
                        + SqlText.literal(SqlText.foldAscii(table))
                        + (schema.isEmpty() ? "" : " AND schema_name = " + SqlText.literal(SqlText.foldAscii(schema)))
                        + " ORDER BY schema_name, ordinal_position");
        ObjectNode answer = JSON.createObjectNode().put("TableName", table);
        ArrayNode columns = answer.putArray("ColumnList");
        page(body, answer, rows, row -> {
            ObjectNode column = columns.addObject().put("name", row.get(0)).put("label", row.get(0));
            column.put("typeName", row.get(1)).put("precision", Integer.parseInt(row.get(2)));
            column.put("length", Integer.parseInt(row.get(2))).put("scale", Integer.parseInt(row.get(3)));
            column.put("nullable", row.get(4).equals("t") ? 0 : 1);
            column.put("schemaName", row.get(5)).put("tableName", table);
            if (row.get(6) != null) {
                column.put("columnDefault", row.get(6));
            }
        });
        return answer;
    }

    private void check(JsonNode body) {
        Caller caller = Caller.of(body, settings);
        String database = body.path("ConnectedDatabase").asText(caller.database());
        if (!SqlText.foldAscii(database)
                .equals(SqlText.foldAscii(settings.target().database()))) {
            throw ApiFailure.validation("FATAL: database \"" + database + "\" does not exist");
        }
    }

    private static String pattern(JsonNode body, String member) {
        return SqlText.literal(body.path(member).asText("%"));
    }

    private static void page(JsonNode body, ObjectNode answer, List<List<String>> rows, Consumer<List<String>> add) {
        int most = body.path("MaxResults").asInt(0);
        int from = Math.min(DataApi.nextToken(body), rows.size());
        int to = Math.min(rows.size(), from + (most <= 0 ? PAGE : Math.min(most, PAGE)));
        rows.subList(from, to).forEach(add);
        if (to < rows.size()) {
            answer.put("NextToken", Integer.toString(to));
        }
    }
}
