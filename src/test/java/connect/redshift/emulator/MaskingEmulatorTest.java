// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.RedshiftSourceTask;
import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.table.TableId;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What is left out, masked or filtered never reaches S3. */
class MaskingEmulatorTest {
    private static final String CLEAR = "Klartext";

    @Test
    void noStagedByteTellsTheClearText() throws Exception {
        try (Stack stack = Stack.start()) {
            stack.redshift().execute("CREATE SCHEMA hr");
            stack.redshift()
                    .execute(
                            "CREATE TABLE hr.people (id INTEGER NOT NULL, secret VARCHAR(40), card VARCHAR(40), m VARCHAR(40),"
                                    + " s1 VARCHAR(40), s256 CHAR(20), s512 VARCHAR(40), short VARCHAR(40), open VARCHAR(40), at TIMESTAMP)");
            stack.redshift()
                    .execute(
                            "INSERT INTO hr.people SELECT n, v, v, v, v, v, v, 'abc' || v, 'open' || n,"
                                    + " TIMESTAMP '2026-01-01 00:00:00' FROM (SELECT n, 'Klartext' || n AS v FROM generate_series(1, 50) AS n) AS x");
            TaskContext context = new TaskContext();
            RedshiftSourceTask task = task(stack, context);
            List<Struct> rows = rows(task, 49);
            List<String> keys = stack.s3().keys(Stack.BUCKET, "");
            assertThat(keys).anyMatch(key -> key.endsWith(".parquet"));
            for (String key : keys) {
                requireNoClearText(key, stack.s3().bytes(Stack.BUCKET, key));
            }
            task.stop();
            Struct first = rows.stream()
                    .filter(row -> row.getInt32("id") == 1)
                    .findFirst()
                    .orElseThrow();
            assertThat(first.schema().fields().stream().map(Field::name))
                    .containsExactly("id", "card", "m", "s1", "s256", "s512", "short", "open");
            // Hashes of "saltKlartext1", as other tools tell them.
            assertThat(first.getString("card")).isEqualTo("****");
            assertThat(first.getString("m")).isEqualTo(digest("MD5"));
            assertThat(first.getString("s1")).isEqualTo(digest("SHA-1"));
            assertThat(first.getString("s256")).isEqualTo(digest("SHA-256"));
            assertThat(first.getString("s512")).isEqualTo(digest("SHA-512"));
            assertThat(first.getString("short")).isEqualTo("abc");
            assertThat(first.getString("open")).isEqualTo("open1");
        }
    }

    private static String digest(String algorithm) throws java.security.NoSuchAlgorithmException {
        byte[] hash = java.security.MessageDigest.getInstance(algorithm).digest("saltKlartext1".getBytes(UTF_8));
        return java.util.HexFormat.of().formatHex(hash);
    }

    /** Snappy keeps literals readable, but not all of them, so parts are looked at unpacked as well. */
    private static void requireNoClearText(String key, byte[] content) throws IOException {
        assertThat(new String(content, UTF_8)).as(key).doesNotContain(CLEAR);
        if (key.endsWith(".parquet")) {
            PartReader part = PartReader.of(content);
            assertThat(part.rows()).as(key).isNotEmpty().noneMatch(row -> row.contains(CLEAR));
            assertThat(part.rows()).allMatch(row -> row.contains("open"));
            assertThat(part.rows()).noneMatch(row -> row.contains("open50"));
        }
    }

    /** Offsets are not stored, so the export stays where it is. */
    private static List<Struct> rows(RedshiftSourceTask task, int count) throws InterruptedException {
        List<Struct> rows = new ArrayList<>();
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        while (rows.size() < count) {
            assertThat(Instant.now()).isBefore(limit);
            for (SourceRecord each : Optional.ofNullable(task.poll()).orElse(List.of())) {
                rows.add((Struct) each.value());
            }
        }
        return rows;
    }

    private static RedshiftSourceTask task(Stack stack, TaskContext context) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "masking-test");
        settings.put("table.include.list", "hr\\.people");
        settings.put("watermark.column", "at");
        settings.put("table.groups", "people");
        settings.put("table.people.include", "hr\\.people");
        settings.put("table.people.filter", "id < 50 OR open = 'it''s \\\\' -- not all of them");
        settings.put("column.exclude.list", "hr\\.people\\.(secret|AT)");
        settings.put("column.mask.with.4.chars", "hr.people.card");
        settings.put("column.mask.hash.MD5.with.salt.salt", "hr.people.m");
        settings.put("column.mask.hash.SHA-1.with.salt.salt", "hr.people.s1");
        settings.put("column.mask.hash.SHA-256.with.salt.salt", "hr.people.s256");
        settings.put("column.mask.hash.SHA-512.with.salt.salt", "hr.people.s512");
        settings.put("column.truncate.to.3.chars", "hr.people.short");
        settings.put("topic.prefix", "test");
        RedshiftSourceTask task = new RedshiftSourceTask();
        task.initialize(context);
        task.start(TaskConfig.toMap(settings, List.of(new TableShare(new TableId("hr", "people"), "at"))));
        return task;
    }
}
