// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.worker.ConnectRest;
import connect.redshift.worker.Stack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connector that puts the same rows into topics, run after run; it stays, stopped, from one to the next.
 *
 * @param source what it stands for in the report
 * @param name of the connector
 * @param settings all but the converter's and {@code topic.prefix}
 * @param tables it reads; each goes to the topic {@code <topic.prefix>.<table>}
 */
record Contestant(Source source, String name, Map<String, String> settings, List<String> tables) {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Who hands out the rows. */
    enum Source {
        OURS("redshift"),
        READY_MADE("ready-made"),
        JDBC("jdbc"),
        JDBC_LARGE_BATCHES("jdbc-2048");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    List<String> topics(String prefix) {
        return tables.stream().map(table -> prefix + "." + table).toList();
    }

    /**
     * Returns when the tasks have been told to run.
     *
     * @param more the converters' settings
     * @param again whether it has run and been stopped before: a worker that has just started may not know it yet
     */
    void begin(ConnectRest rest, Stack stack, String prefix, Map<String, String> more, boolean again) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(settings);
        all.put("topic.prefix", source == Source.OURS || source == Source.READY_MADE ? prefix : prefix + ".");
        rest.putConfig(name, all);
        if (again) {
            if (source == Source.OURS) {
                rest.patchOffsets(name, beginning(rest.offsets(name), stack));
            } else {
                rest.deleteOffsets(name);
            }
            rest.resume(name);
        }
    }

    void end(ConnectRest rest) {
        rest.stop(name);
        rest.awaitStopped(name, LIMIT);
    }

    /** Behind no row of the exports that the first run has made and left there, so no later one has to UNLOAD. */
    private JsonNode beginning(JsonNode offsets, Stack stack) {
        for (JsonNode one : offsets.path("offsets")) {
            if (one.at("/offset/state").asText().equals("finished")) {
                ObjectNode offset = (ObjectNode) one.path("offset");
                String table = one.at("/partition/schema").asText() + "."
                        + one.at("/partition/table").asText();
                offset.put("state", "reading");
                offset.set("up_to", offset.remove("watermark"));
                offset.remove("fingerprint");
                offset.put("export", export(stack, table));
                offset.put("part", 0);
                offset.put("rows", 0);
            }
        }
        return new ObjectMapper().createObjectNode().set("offsets", offsets.path("offsets"));
    }

    private String export(Stack stack, String table) {
        String folder = "kafka-connect/%s/%s/".formatted(name, table);
        String manifest = stack.s3().keys(Stack.BUCKET, folder).stream()
                .filter(key -> key.endsWith("/parts/manifest"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No export in " + folder));
        return manifest.substring(folder.length(), manifest.indexOf("/parts/"));
    }
}
