// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A table of numbered rows in schema {@code c}, a second apart, and the connector of the same name that streams it. */
record CountedTable(Stack stack, String name) {
    /** The schema of all of them; once a stack. */
    static void createSchema(Stack stack) {
        stack.redshift().execute("CREATE SCHEMA c");
    }

    /** The table with rows from 1 on, stamped from 2026-01-01 00:00:01 on. */
    static CountedTable create(Stack stack, String name, int rows) {
        stack.redshift().execute("CREATE TABLE c.%s (id INTEGER NOT NULL, at TIMESTAMP)".formatted(name));
        stack.redshift()
                .execute(
                        "INSERT INTO c.%s SELECT n, TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1 second' FROM generate_series(1, %d) AS n"
                                .formatted(name, rows));
        return new CountedTable(stack, name);
    }

    Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("topic.prefix", "counted");
        settings.put("table.include.list", "c\\." + name);
        settings.put("watermark.column", "at");
        settings.put("max.batch.size", "100");
        settings.put("staging.orphan.age.ms", "1000");
        settings.putAll(more);
        return settings;
    }

    String topic() {
        return "counted.c." + name;
    }

    /** The folder of this table's exports. */
    String folder() {
        return "kafka-connect/%s/c.%s/".formatted(name, name);
    }

    boolean isUnloading() {
        return stack.redshift().runningStatements().stream()
                .anyMatch(statement -> statement.name().contains("c.%s export".formatted(name)));
    }

    /** The stored offset of the connector's one table; missing if there is none. */
    JsonNode offset(ConnectRest rest) {
        JsonNode offsets = rest.offsets(name).path("offsets");
        return offsets.isEmpty() ? MissingNode.getInstance() : offsets.get(0).path("offset");
    }

    static List<Integer> ids(List<TopicRecord> records) {
        return records.stream()
                .map(record -> record.payload().path("id").asInt())
                .toList();
    }

    static List<Integer> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
