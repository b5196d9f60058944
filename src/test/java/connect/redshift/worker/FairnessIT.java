// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import connect.redshift.worker.GrowingTables.Growth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * One task with a table of {@code fairness.rows} rows and 200 small ones: while the large one is being read, rows of the
 * small ones arrive, and how soon is in {@code target/reports/fairness.txt}.
 */
@EnabledIfSystemProperty(
        named = "fairness.rows",
        matches = "[0-9]+",
        disabledReason = "fairness.rows is not set: no large table")
final class FairnessIT {
    private static final int ROWS = Integer.getInteger("fairness.rows", 1_000_000);
    private static final int SMALL = Integer.getInteger("fairness.tables", 200);
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final String CONNECTOR = "fair";
    private static final String PREFIX = CONNECTOR + "." + GrowingTables.SCHEMA + ".";
    private static final String LARGE = "large";
    private static final Pattern AT = Pattern.compile("\"at\":(\\d+)");
    private static final Path REPORT = Path.of("target", "reports", "fairness.txt");

    private final List<Duration> ages = new ArrayList<>();

    @Test
    void smallTablesGoOnWhileALargeOneIsRead() throws Exception {
        Settings.Parts parts = new Settings.Parts(PhysicalForm.measured(), 4, 100_000, 10_000_000, 64_000_000);
        try (Stack stack = Stack.start(parts);
                GrowingTables tables = new GrowingTables(stack, SMALL, 1);
                ConnectWorker worker = ConnectWorker.start(SharedBroker.broker(), WorkerSettings.group(CONNECTOR));
                CommittedRows rows = new CommittedRows(SharedBroker.broker(), PREFIX)) {
            worker.rest().putConfig(CONNECTOR, settings(stack));
            await(rows, "the first rows", () -> rows.hasAll(tables.rows()));
            tables.add(LARGE, ROWS);
            await(rows, "the large table to be read", () -> rows.present(LARGE) > 0);
            Map<String, Integer> then = tables.rows();
            ages.clear();
            long began = System.nanoTime();
            try (Growth growing = tables.grow()) {
                await(rows, "the large table's last row", () -> rows.present(LARGE) == ROWS);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            List<String> stuck = tables.active().stream()
                    .filter(name -> rows.present(name) <= then.get(name))
                    .toList();
            report(seconds);
            assertThat(stuck).as("tables of which nothing came meanwhile").isEmpty();
            await(rows, "every row", () -> rows.hasAll(tables.rows()));
            worker.rest().delete(CONNECTOR);
            rows.readToEnd(LIMIT);
            assertThat(rows.duplicates(tables.rows())).as("duplicates").isZero();
        }
    }

    private void await(CommittedRows rows, String what, BooleanSupplier condition) {
        Await.until(what, LIMIT, () -> {
            rows.read(this::look);
            return condition.getAsBoolean();
        });
    }

    /** A row says when its transaction began; that is how long ago by the same clock. */
    private void look(String table, ConsumerRecord<byte[], byte[]> record) {
        Matcher at = AT.matcher(new String(record.value(), StandardCharsets.UTF_8));
        if (!table.equals(LARGE) && at.find()) {
            ages.add(Duration.ofMillis(System.currentTimeMillis() - Long.parseLong(at.group(1)) / 1_000));
        }
    }

    private void report(double seconds) throws IOException {
        List<Duration> sorted = ages.stream().sorted().toList();
        List<String> report = List.of(
                "one task, %,d rows of one table in %.1f s, %d small tables, poll.interval.ms=2000,"
                                .formatted(ROWS, seconds, SMALL)
                        + " timestamp.delay.interval.ms=1000",
                "rows of small tables meanwhile: %d, after their transaction p50 %d ms, p99 %d ms, longest %d ms"
                        .formatted(
                                sorted.size(),
                                sorted.get(sorted.size() / 2).toMillis(),
                                sorted.get(sorted.size() * 99 / 100).toMillis(),
                                sorted.get(sorted.size() - 1).toMillis()));
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, report);
        report.forEach(System.out::println);
    }

    private static Map<String, String> settings(Stack stack) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        for (String converter : List.of("key.converter", "value.converter")) {
            settings.put(converter, "org.apache.kafka.connect.json.JsonConverter");
            settings.put(converter + ".schemas.enable", "false");
        }
        settings.put("tasks.max", "1");
        settings.put("topic.prefix", CONNECTOR);
        settings.put("table.include.list", GrowingTables.SCHEMA + "\\..*");
        settings.put("watermark.column", "at");
        settings.put("poll.interval.ms", "2000");
        settings.put("table.poll.interval.ms", "1000");
        settings.put("exactly.once.support", "required");
        settings.put("aws.redshift.data.quota.percent", "100");
        settings.put("transaction.boundary", "interval");
        settings.put("transaction.boundary.interval.ms", "1000");
        return settings;
    }
}
