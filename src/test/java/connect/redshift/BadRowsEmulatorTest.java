// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.groupingBy;
import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.PartFile;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Bad rows in staged files that a task resumes in, over real clients. The local Redshift writes good rows only, so its
 * files are replaced by ones with the same rows, some of them spoilt.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadRowsEmulatorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 1_000;
    private static final int BEFORE = 300;
    private static final String LETTERS = "test-bad-rows";

    private final Stack stack = Stack.start();
    private final TaskContext context = new TaskContext();
    /** What a task sends that finds all rows good. */
    private List<SourceRecord> good;

    @BeforeAll
    void spoilSomeRowsOfAnExport() throws InterruptedException, IOException {
        stack.redshift().execute("CREATE SCHEMA s");
        stack.redshift()
                .execute("CREATE TABLE s.t (id INTEGER NOT NULL, at TIMESTAMP, note VARCHAR(4000), size SMALLINT)");
        stack.redshift()
                .execute(("INSERT INTO s.t SELECT n, TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1 second',"
                                + " CASE WHEN n %% 13 = 0 THEN repeat('x', 3000) ELSE 'note ' || n END, n"
                                + " FROM generate_series(1, %d) AS n")
                        .formatted(ROWS));
        try (LocalConnector connector =
                LocalConnector.start(stack, context, settings(Map.of("source.headers.enabled", "true")))) {
            good = connector.records(ROWS);
        }
        assertThat(good).hasSize(ROWS);
        Map<Integer, List<SourceRecord>> parts =
                new TreeMap<>(good.stream().collect(groupingBy(record -> (int) header(record, "__part"))));
        assertThat(parts).hasSizeGreaterThan(2);
        for (List<SourceRecord> part : parts.values()) {
            replace(part);
        }
        // Told in the middle of a part.
        SourceRecord last = good.get(BEFORE - 1);
        context.store(last.sourcePartition(), last.sourceOffset());
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private static boolean isNoText(int id) {
        return id % 7 == 0;
    }

    private static boolean isTooLarge(int id) {
        return id % 11 == 0;
    }

    private static boolean isTooLong(int id) {
        return id % 13 == 0;
    }

    private static boolean isBad(SourceRecord record) {
        int id = id(record);
        return isNoText(id) || isTooLarge(id) || isTooLong(id);
    }

    private static int id(SourceRecord record) {
        Struct value = (Struct) record.value();
        return record.topic().equals(LETTERS)
                ? Integer.parseInt(value.<String, String>getMap("values").get("id"))
                : value.getInt32("id");
    }

    private static Object header(SourceRecord record, String name) {
        return record.headers().lastWithName(name).value();
    }

    /** Writes a part anew: the same rows in the same order, but for what makes some of them bad. */
    private void replace(List<SourceRecord> rows) throws IOException {
        List<List<Object>> values = new ArrayList<>();
        for (SourceRecord record : rows) {
            Struct row = (Struct) record.value();
            int id = id(record);
            values.add(List.of(
                    id,
                    row.getInt64("at"),
                    isNoText(id) ? "caf\u00e9".getBytes(ISO_8859_1) : row.getString("note"),
                    isTooLarge(id) ? 40_000 : (int) row.getInt16("size")));
        }
        byte[] content = PartFile.of(List.of(
                        PartFile.column(0, INT32, null),
                        PartFile.column(1, INT64, timestampType(false, MICROS)),
                        PartFile.column(2, BINARY, stringType()),
                        PartFile.column(3, INT32, null)))
                .rowsAGroup(70)
                .pageBytes(1_000)
                .write(values);
        SourceRecord first = rows.get(0);
        String manifest = stack.s3().keys(Stack.BUCKET, "").stream()
                .filter(key -> key.endsWith(header(first, "__export") + "/parts/manifest"))
                .findFirst()
                .orElseThrow();
        JsonNode json = JSON.readTree(stack.s3().bytes(Stack.BUCKET, manifest));
        JsonNode entry = json.get("entries").get((int) header(first, "__part"));
        ((ObjectNode) entry.get("meta")).put("content_length", content.length);
        put(entry.get("url").asText().substring(("s3://" + Stack.BUCKET + "/").length()), content);
        put(manifest, JSON.writeValueAsBytes(json));
    }

    private void put(String key, byte[] content) {
        stack.s3().client().putObject(request -> request.bucket(Stack.BUCKET).key(key), RequestBody.fromBytes(content));
    }

    private static Map<String, String> settings(Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(
                Map.of("table.include.list", "s\\.t", "max.batch.size", "50", "poll.interval.ms", "600000"));
        settings.putAll(changes);
        return settings;
    }

    private List<SourceRecord> resumed(int count, Map<String, String> errors) throws InterruptedException {
        try (LocalConnector connector = LocalConnector.start(stack, context, settings(errors))) {
            return connector.records(count);
        }
    }

    @Test
    void lettersTakeTheirRowsPlacesBehindAStoredOffset() throws InterruptedException {
        List<SourceRecord> rest = good.subList(BEFORE, ROWS);
        List<SourceRecord> records = resumed(
                rest.size(),
                Map.of(
                        "errors.row.mode", "topic",
                        "errors.deadletterqueue.topic.name", LETTERS,
                        "max.record.bytes", "2000",
                        "source.headers.enabled", "true"));
        assertThat(records).hasSameSizeAs(rest);
        for (int row = 0; row < rest.size(); row++) {
            SourceRecord expected = rest.get(row);
            SourceRecord record = records.get(row);
            assertThat(id(record)).isEqualTo(id(expected));
            assertThat(record.sourcePartition()).isEqualTo(expected.sourcePartition());
            assertThat(record.sourceOffset()).isEqualTo(expected.sourceOffset());
            for (String name : List.of("__schema", "__table", "__export", "__part", "__row", "__unload_ts_ms")) {
                assertThat(header(record, name)).as(name).isEqualTo(header(expected, name));
            }
            if (isBad(expected)) {
                requireLetter(record);
            } else {
                assertThat(record.topic()).isEqualTo("test.s.t");
                assertThat(record.value()).isEqualTo(expected.value());
            }
        }
    }

    private static void requireLetter(SourceRecord letter) {
        int id = id(letter);
        assertThat(letter.topic()).isEqualTo(LETTERS);
        // The first bad column is blamed; what is bad alone shows in the values.
        String column = isNoText(id) || !isTooLarge(id) ? "note" : "size";
        assertThat(header(letter, "__connect.errors.redshift.column")).isEqualTo(column);
        assertThat(header(letter, "__connect.errors.exception.message").toString())
                .contains(
                        isNoText(id)
                                ? "a text of 4 bytes is not UTF-8"
                                : isTooLarge(id) ? "40000 does not fit a smallint" : "more than max.record.bytes=2000");
        Map<String, String> values = ((Struct) letter.value()).getMap("values");
        assertThat(values.get("size")).isEqualTo(isTooLarge(id) ? "40000" : Integer.toString(id));
        assertThat(values.get("note")).startsWith(isNoText(id) ? "0x636166e9" : isTooLong(id) ? "xxx" : "note " + id);
    }

    @Test
    void skippedRowsAreMissingAndTheWindowEnds() throws InterruptedException {
        List<SourceRecord> rest = good.subList(BEFORE, ROWS).stream()
                .filter(record -> !isBad(record))
                .toList();
        boolean lastIsBad = isBad(good.get(ROWS - 1));
        List<SourceRecord> records = resumed(
                rest.size() + (lastIsBad ? 1 : 0), Map.of("errors.row.mode", "skip", "max.record.bytes", "2000"));
        assertThat(records.subList(0, rest.size()))
                .extracting(BadRowsEmulatorTest::id)
                .isEqualTo(rest.stream().map(BadRowsEmulatorTest::id).toList());
        assertThat(records.get(records.size() - 1).sourceOffset())
                .isEqualTo(good.get(ROWS - 1).sourceOffset());
    }

    @Test
    void aTableThatFailsSaysWhichRowItIsAndWhatToDo() {
        assertThatThrownBy(() -> resumed(
                        ROWS, Map.of("errors.max.retries", "0", "table.failure.mode", "fail", "max.batch.size", "1")))
                .isInstanceOf(ConnectException.class)
                .hasMessageMatching(
                        ".*Table \"s\\.t\" has a bad row in export %s: row \\d+ of s3://.*\\.parquet, column"
                                        .formatted(header(good.get(0), "__export"))
                                + " \"(note|size)\": .*errors\\.row\\.mode=fail stops the table there; set it to \"topic\" or"
                                + " \"skip\" to go on behind such rows\\..*");
    }

    @Test
    void anUnloadThatOverflowsNamesTheColumn() {
        stack.redshift().execute("CREATE TABLE s.wide (id INTEGER, at TIMESTAMP, blob VARBYTE(64000))");
        stack.redshift()
                .execute("INSERT INTO s.wide VALUES (1, TIMESTAMP '2026-01-01 00:00:00',"
                        + " to_varbyte(repeat('a', 40000), 'utf8'))");
        Map<String, String> settings =
                Map.of("table.include.list", "s\\.wide", "errors.max.retries", "0", "table.failure.mode", "fail");
        assertThatThrownBy(() -> {
                    try (LocalConnector connector = LocalConnector.start(stack, new TaskContext(), settings)) {
                        connector.records(1);
                    }
                })
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("exceeds the max size of 65535 bytes")
                .hasMessageContaining("column \"blob\" (binary varying(64000))")
                .hasMessageContaining("column.exclude.list");
    }
}
