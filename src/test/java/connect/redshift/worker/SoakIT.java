// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.Gate;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tables far larger than the worker's heap, {@code soak.minutes} of random faults, kills among them, and then every row
 * once. {@code -Dsoak.seed=…} draws the same faults again; {@code soak.rows} (2,000,000) is what each of the two tables
 * begins with. The count and the heap after full collections go to {@code target/reports/soak.txt}.
 */
@EnabledIfSystemProperty(
        named = "soak.minutes",
        matches = "[0-9]+",
        disabledReason = "soak.minutes is not set: no soak")
final class SoakIT {
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("soak.minutes", 10));
    private static final int ROWS = Integer.getInteger("soak.rows", 2_000_000);
    private static final int MORE_ROWS = 25_000;
    private static final long SEED = Long.getLong("soak.seed", new Random().nextInt(1_000_000_000));
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(5);
    private static final Path REPORT = Path.of("target", "reports", "soak.txt");
    private static final List<Kind> FAULTS = List.of(
            Kind.THROTTLE,
            Kind.HIDDEN_THROTTLE,
            Kind.INTERNAL_ERROR,
            Kind.LOST_RESPONSE,
            Kind.EXPIRE,
            Kind.ABORT,
            Kind.FAIL_AFTER_PARTS);

    private final Random random = new Random(SEED);
    private final Stack stack =
            Stack.start(new Settings.Parts(PhysicalForm.measured(), 2, 300_000, 10_000_000, 64_000_000));
    private final ConnectWorker worker = ConnectWorker.start(
            SharedBroker.broker(),
            WorkerSettings.group("soak")
                    .maxHeap("256m")
                    .options("-XX:TieredStopAtLevel=4")
                    .exactlyOnce(true)
                    .with("errors.retry.timeout", "0"));
    private final List<String> report = new ArrayList<>();
    private final List<Long> heap = new ArrayList<>();
    private int faults;
    private int kills;
    private long largestPart;

    /** One table and what its topic has of it. */
    private static final class Counted {
        private final String name;
        private final BitSet ids = new BitSet();
        private int rows;
        private long records;

        Counted(String name) {
            this.name = name;
        }
    }

    @Test
    void everyRowComesOnceInASmallHeap() throws IOException {
        report.add("soak.seed=%d soak.minutes=%d soak.rows=%d -Xmx256m".formatted(SEED, TIME.toMinutes(), ROWS));
        List<Counted> tables = List.of(new Counted("a"), new Counted("b"));
        stack.redshift().execute("CREATE SCHEMA soak");
        for (Counted table : tables) {
            stack.redshift()
                    .execute("CREATE TABLE soak.%s (id INTEGER NOT NULL PRIMARY KEY, at TIMESTAMP, price DECIMAL(18,2),"
                                    .formatted(table.name)
                            + " note VARCHAR(200), flag BOOLEAN)");
            insert(table, ROWS);
        }
        worker.rest().putConfig("soak", settings());
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.subscribe(List.of("soak.soak.a", "soak.soak.b"));
            Instant began = Instant.now();
            Instant nextFault = began;
            while (Instant.now().isBefore(began.plus(TIME))) {
                read(consumer, tables);
                if (Instant.now().isAfter(nextFault)) {
                    nextFault = Instant.now().plus(BETWEEN_FAULTS);
                    disturb(tables);
                }
            }
            stack.redshift().faults().clear();
            stack.s3().gate().open();
            if (!worker.isAlive()) {
                worker.restart();
            }
            Instant limit = Instant.now().plus(LIMIT);
            while (!tables.stream().allMatch(table -> table.ids.cardinality() == table.rows)) {
                assertThat(Instant.now()).as("all rows, %s", lines(tables)).isBefore(limit);
                read(consumer, tables);
            }
            heap.add(worker.usedHeap());
            // What were sent twice may still be on its way.
            Leftovers.requireNone(worker, stack);
            read(consumer, tables);
            report.addAll(lines(tables));
        } finally {
            worker.close();
            stack.close();
        }
        report.add("%d faults, %d kills, largest part %d bytes".formatted(faults, kills, largestPart));
        // Four row groups as Redshift writes them and two producers' buffers hardly fit; the table that finds no room
        // waits.
        report.add("%d times a row group found no room"
                .formatted(worker.logText().split("no memory for its row groups", -1).length / 2));
        report.add("heap after full collections, MB: "
                + heap.stream().map(bytes -> Long.toString(bytes >> 20)).toList());
        long rows = tables.stream().mapToLong(table -> table.rows).sum();
        long records = tables.stream().mapToLong(table -> table.records).sum();
        report.add("%d rows, %d records, 0 missing, %d duplicates".formatted(rows, records, records - rows));
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, report);
        report.forEach(System.out::println);
        assertThat(records).as("%s", report).isEqualTo(rows);
    }

    private List<String> lines(List<Counted> tables) {
        return tables.stream()
                .map(table -> "soak.%s: %d rows, %d records, %d missing"
                        .formatted(table.name, table.rows, table.records, table.rows - table.ids.cardinality()))
                .toList();
    }

    private void insert(Counted table, int count) {
        stack.redshift()
                .execute(
                        """
                        INSERT INTO soak.%s
                        SELECT n, TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1 millisecond', n / 100.0,
                            MD5(n::text) || MD5((n + 1)::text) || MD5((n + 2)::text), n %% 2 = 0
                        FROM generate_series(%d, %d) AS n"""
                                .formatted(table.name, table.rows, table.rows + count - 1));
        table.rows += count;
    }

    private static Map<String, String> converters() {
        return Map.of(
                "key.converter", "org.apache.kafka.connect.json.JsonConverter",
                "key.converter.schemas.enable", "false",
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable", "false");
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.putAll(converters());
        settings.put("tasks.max", "2");
        settings.put("topic.prefix", "soak");
        settings.put("table.include.list", "soak\\..*");
        settings.put("watermark.column", "at");
        settings.put("window.max.rows", "1000000");
        settings.put("staging.orphan.age.ms", "1000");
        settings.put("validation.mode", "offline");
        settings.put("exactly.once.support", "required");
        settings.put("transaction.boundary", "interval");
        settings.put("transaction.boundary.interval.ms", "2000");
        return settings;
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                SharedBroker.broker().bootstrapServers(),
                "group.id",
                "soak-reader",
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "allow.auto.create.topics",
                false,
                "metadata.max.age.ms",
                2_000,
                "max.poll.records",
                20_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static void read(KafkaConsumer<byte[], byte[]> consumer, List<Counted> tables) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
            Counted table = tables.get(each.topic().endsWith("a") ? 0 : 1);
            String key = new String(each.key(), StandardCharsets.UTF_8);
            table.ids.set(Integer.parseInt(key.substring(key.indexOf(':') + 1, key.length() - 1)));
            table.records++;
        }
    }

    private void disturb(List<Counted> tables) {
        stack.s3().client().listObjectsV2Paginator(list -> list.bucket(Stack.BUCKET)).contents().stream()
                .mapToLong(object -> object.size())
                .forEach(size -> largestPart = Math.max(largestPart, size));
        faults++;
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> stack.redshift().faults().add(Fault.of(FAULTS.get(random.nextInt(FAULTS.size()))));
            case 5, 6 -> stack.s3().gate().refuse(Gate.Call.READ, "_part_", refusal(), 1 + random.nextInt(6));
            case 7 -> stack.s3().gate().refuse(Gate.Call.LIST, "/", refusal(), 2);
            case 8 -> stack.s3().gate().refuse(Gate.Call.DELETE, "/", refusal(), 2);
            case 9 -> {
                kills++;
                worker.kill();
                worker.restart();
            }
            case 10 -> heap.add(worker.usedHeap());
            default -> {
                insert(tables.get(0), MORE_ROWS);
                insert(tables.get(1), MORE_ROWS);
            }
        }
    }

    private Gate.Refusal refusal() {
        return random.nextBoolean() ? Gate.Refusal.SLOW_DOWN : Gate.Refusal.INTERNAL_ERROR;
    }
}
