// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.worker.GrowingTables.Growth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One connector with many tables, most of them idle, over four tasks and two workers: tables come and go, settings
 * change and workers are restarted in turn while rows flow, and each row comes once. {@code tables} (60) is how many.
 * What AWS was asked for and how fast it went is in {@code target/reports/many-tables.txt}.
 */
final class ManyTablesIT {
    private static final int TABLES = Integer.getInteger("tables", 60);
    private static final int ACTIVE_ROWS = Integer.getInteger("tables.active.rows", 2_000);
    private static final Duration POLL = Duration.ofMillis(Integer.getInteger("tables.poll.ms", 2_000));
    private static final int TASKS = 4;
    private static final int ROUNDS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String CONNECTOR = "many";
    private static final String PREFIX = CONNECTOR + "." + GrowingTables.SCHEMA + ".";
    private static final Pattern TABLE = Pattern.compile("\\bt\\d{4}\\w*");
    private static final Path REPORT = Path.of("target", "reports", "many-tables.txt");

    private final Stack stack = Stack.start();
    private final GrowingTables tables = new GrowingTables(stack, TABLES, ACTIVE_ROWS);
    private final List<ConnectWorker> workers = startWorkers();
    private final List<String> report = new ArrayList<>();
    private CommittedRows committed;

    private static List<ConnectWorker> startWorkers() {
        KafkaBroker broker = SharedBroker.broker();
        // The next topic that comes is made by a task that sends to it.
        broker.createTopics(
                IntStream.range(0, TABLES)
                        .mapToObj("t%04d"::formatted)
                        .map(PREFIX::concat)
                        .toList(),
                1);
        List<CompletableFuture<ConnectWorker>> starting = Stream.of(1, 2)
                .map(number -> CompletableFuture.supplyAsync(
                        () -> ConnectWorker.start(broker, WorkerSettings.group(CONNECTOR))))
                .toList();
        return starting.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void everyRowComesOnceWhateverComesAndGoes() throws Exception {
        report.add("%d tables, %d of them growing, %d tasks, 2 workers, poll.interval.ms=%d"
                .formatted(TABLES, tables.active().size(), TASKS, POLL.toMillis()));
        try (tables;
                CommittedRows rows = new CommittedRows(SharedBroker.broker(), PREFIX)) {
            committed = rows;
            firstLoad();
            try (Growth growing = tables.grow()) {
                idleTablesCostLittle();
                otherSettings();
                tableComes();
                tableGoes();
                rollingRestart();
            }
            awaitRows("every row");
            heap();
            nothingIsWrittenToDisk();
            rest().delete(CONNECTOR);
            committed.readToEnd(LIMIT);
            compare();
        } finally {
            workers.forEach(ConnectWorker::close);
            stack.close();
        }
    }

    private void firstLoad() {
        phase("first load", () -> {
            Instant began = Instant.now();
            rest().putConfig(CONNECTOR, settings(POLL));
            awaitRows("the first rows");
            double seconds = Duration.between(began, Instant.now()).toMillis() / 1000.0;
            int all =
                    tables.rows().values().stream().mapToInt(Integer::intValue).sum();
            report.add("  %d rows in %.1f s, %.0f rows/s".formatted(all, seconds, all / seconds));
        });
        heap();
    }

    private void idleTablesCostLittle() {
        int before = stack.redshift().statements().size();
        Instant end = Instant.now().plus(POLL.multipliedBy(ROUNDS));
        AwsCalls rates = phase(
                "%d polls".formatted(ROUNDS),
                () -> await("polls", () -> Instant.now().isAfter(end)));
        List<String> idle = tables.idle();
        long statements = stack.redshift().statements().stream()
                .skip(before)
                .map(statement -> statement.sql())
                .filter(sql -> !sql.startsWith("UNLOAD"))
                .filter(sql -> TABLE.matcher(sql).results().anyMatch(found -> idle.contains(found.group())))
                .count();
        double each = statements / (double) (ROUNDS * TASKS);
        double tablesEach = idle.size() / (double) TASKS;
        report.add("  %.2f statements a poll and task for %.0f idle tables".formatted(each, tablesEach));
        // A poll may have begun before, or end after.
        assertThat(each).as("statements a poll and task").isLessThanOrEqualTo(Math.ceil(tablesEach / 100) * 1.3);
        assertThat(rates.beyondQuota()).isEmpty();
    }

    private void otherSettings() {
        Map<String, Integer> then = tables.rows();
        phase("other settings", () -> {
            rest().putConfig(CONNECTOR, settings(POLL.plusMillis(500)));
            await("tasks with other settings", () -> taskConfigs()
                    .allMatch(config ->
                            config.path("poll.interval.ms").asText().equals(Long.toString(POLL.toMillis() + 500))));
            awaitMore(then);
        });
    }

    private void tableComes() {
        Map<String, Integer> before = taskOfTable();
        assertThat(before.keySet()).as("tables that a task has").hasSize(TABLES);
        phase("a table comes", () -> {
            // In the middle, so that dealing tables by turns would move most of them.
            String name = "t%04da".formatted(TABLES / 2);
            tables.add(name);
            await(
                    "the rows of table " + name,
                    () -> committed.hasAll(Map.of(name, tables.rows().get(name))));
            Map<String, Integer> after = taskOfTable();
            assertThat(after).containsKey(name);
            long moved = before.keySet().stream()
                    .filter(table -> !before.get(table).equals(after.get(table)))
                    .count();
            report.add("  %d of the other %d tables moved to another task".formatted(moved, TABLES));
            assertThat(moved).as("tables that moved").isZero();
        });
    }

    private void tableGoes() {
        phase("a table goes", () -> {
            tables.drop("t0001");
            Map<String, Integer> then = tables.rows();
            await("tasks without the table", () -> !taskOfTable().containsKey("t0001"));
            awaitMore(then);
        });
    }

    private void rollingRestart() {
        phase("rolling restart", () -> {
            for (int next : List.of(0, 1)) {
                ConnectWorker other = workers.get(1 - next);
                workers.get(next).stop();
                other.rest().awaitRunningAgain(CONNECTOR, TASKS, LIMIT);
                awaitMore(tables.rows());
                workers.get(next).restart();
                other.rest().awaitRunningAgain(CONNECTOR, TASKS, LIMIT);
            }
        });
    }

    private void compare() throws IOException {
        Map<String, Integer> expected = tables.rows();
        List<String> there =
                expected.keySet().stream().filter(name -> !name.equals("t0001")).toList();
        Map<String, Integer> counted = new TreeMap<>(tables.counted(there));
        counted.put("t0001", expected.get("t0001"));
        assertThat(counted).as("what the warehouse has").isEqualTo(new TreeMap<>(expected));
        int rows = counted.values().stream().mapToInt(Integer::intValue).sum();
        long missing = committed.missing(counted);
        long duplicates = committed.duplicates(counted);
        report.add(
                "tables %d, rows %d, missing %d, duplicates %d".formatted(counted.size(), rows, missing, duplicates));
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, report);
        report.forEach(System.out::println);
        assertThat(missing).as("missing").isZero();
        assertThat(duplicates).as("duplicates").isZero();
    }

    private AwsCalls phase(String name, Runnable work) {
        Instant from = Instant.now();
        int header = report.size();
        work.run();
        Instant to = Instant.now();
        report.add(
                header, "%s: %.1f s".formatted(name, Duration.between(from, to).toMillis() / 1000.0));
        AwsCalls rates = AwsCalls.of(stack, from, to);
        report.addAll(rates.lines());
        return rates;
    }

    private void heap() {
        report.add("heap after a full collection, MB: "
                + workers.stream()
                        .map(worker -> Long.toString(worker.usedHeap() >> 20))
                        .toList());
    }

    /** But Snappy's library, which its jar unpacks once. */
    private void nothingIsWrittenToDisk() {
        assertThat(workers)
                .flatExtracting(ConnectWorker::temporaryFiles)
                .isNotEmpty()
                .allMatch(name -> name.startsWith("snappy-"));
    }

    private void awaitRows(String what) {
        await(what, () -> committed.hasAll(tables.rows()));
    }

    /** Of each growing table, a row that was not there {@code then}. */
    private void awaitMore(Map<String, Integer> then) {
        Map<String, Integer> more =
                tables.active().stream().collect(Collectors.toMap(name -> name, name -> then.get(name) + 1));
        await("more rows", () -> committed.hasAll(more));
    }

    private void await(String what, BooleanSupplier condition) {
        Await.until(what, LIMIT, () -> {
            committed.read();
            return condition.getAsBoolean();
        });
    }

    private ConnectRest rest() {
        return workers.get(0).rest();
    }

    /** Which task's settings name a table. */
    private Map<String, Integer> taskOfTable() {
        Map<String, Integer> tasks = new HashMap<>();
        for (JsonNode task : rest().tasks(CONNECTOR)) {
            TABLE.matcher(task.path("config").toString())
                    .results()
                    .forEach(found ->
                            tasks.put(found.group(), task.at("/id/task").asInt()));
        }
        return tasks;
    }

    private Stream<JsonNode> taskConfigs() {
        List<JsonNode> configs = new ArrayList<>();
        rest().tasks(CONNECTOR).forEach(task -> configs.add(task.path("config")));
        return configs.stream();
    }

    private Map<String, String> settings(Duration poll) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("key.converter.schemas.enable", "false");
        settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter.schemas.enable", "false");
        settings.put("tasks.max", Integer.toString(TASKS));
        settings.put("topic.prefix", CONNECTOR);
        settings.put("table.include.list", GrowingTables.SCHEMA + "\\..*");
        settings.put("watermark.column", "at");
        settings.put("poll.interval.ms", Long.toString(poll.toMillis()));
        settings.put("table.poll.interval.ms", "1000");
        settings.put("exactly.once.support", "required");
        // Nobody else is in this account.
        settings.put("aws.redshift.data.quota.percent", "100");
        settings.put("unloads.in.flight", "16");
        return settings;
    }
}
