// SPDX-License-Identifier: Apache-2.0
package connect.redshift.quickstart;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.emulator.LoggedStatement;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import connect.redshift.worker.Await;
import connect.redshift.worker.ConnectWorker;
import connect.redshift.worker.KafkaBroker;
import connect.redshift.worker.KafkaRuntime;
import connect.redshift.worker.Stack;
import connect.redshift.worker.WorkerSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything on this machine: a Kafka broker, a Connect worker with the packaged plugin, a local S3 and a local
 * Redshift with sample tables, streamed into topics. Runs until it is interrupted, or, with {@code quickstart.once},
 * until every row is in its topic.
 */
public final class QuickStart {
    private static final String CONNECTOR = "quickstart";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private static final Pattern PROBE = Pattern.compile(" plan( of .*)?$");

    private final Stack stack;
    private final KafkaBroker broker;
    private final ConnectWorker worker;
    private final Shop shop;
    private final List<TopicCheck> topics;
    private final Set<String> shown = new HashSet<>();
    private final Map<String, Integer> last = new HashMap<>();
    private final long began = System.nanoTime();
    private String interval = "";
    private int tasks = 1;
    private long lastAt = began;

    private QuickStart(Stack stack, KafkaBroker broker, ConnectWorker worker, Shop shop) {
        this.stack = stack;
        this.broker = broker;
        this.worker = worker;
        this.shop = shop;
        this.topics = Shop.TABLES.stream()
                .map(table -> new TopicCheck(shop, table, broker))
                .toList();
    }

    public static void main(String[] arguments) throws IOException {
        boolean once = Boolean.getBoolean("quickstart.once");
        OUT.println("Starting a local S3 and a local Redshift ...");
        try (Stack stack = Stack.start(new Settings.Parts(PhysicalForm.measured(), 3, 2_000, 6_000, 16_000_000))) {
            Shop shop = new Shop(stack.redshift());
            shop.create();
            OUT.println("Starting Kafka and a Connect worker with the packaged plugin ...");
            WorkerSettings settings = WorkerSettings.group(CONNECTOR)
                    .with("config.providers", "file")
                    .with("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
            try (KafkaBroker broker = KafkaBroker.start(KafkaRuntime.fromSystemProperties());
                    ConnectWorker worker = ConnectWorker.start(broker, settings)) {
                // The worker runs in this folder, so the configuration needs no path of this machine.
                Path folder = worker.pluginFolder().getParent().getParent();
                try (var out = Files.newBufferedWriter(folder.resolve("quickstart.properties"))) {
                    stack.addresses().store(out, null);
                }
                boolean exact = new QuickStart(stack, broker, worker, shop).run(once);
                if (!exact) {
                    OUT.println(worker.logText());
                    throw new IllegalStateException("the topics do not hold what the tables hold");
                }
            }
        }
    }

    private boolean run(boolean once) throws IOException {
        Path config = Path.of(System.getProperty("project.dir"), "config", "quickstart.json");
        Map<String, String> settings =
                new ObjectMapper().readValue(config.toFile(), new TypeReference<Map<String, String>>() {});
        interval = settings.get("poll.interval.ms");
        tasks = Integer.parseInt(settings.get("tasks.max"));
        worker.rest().putConfig(CONNECTOR, settings);
        welcome();
        awaitRows("all rows in their topics");
        shop.trade();
        OUT.println("New rows were inserted.");
        awaitRows("the new rows in their topics");
        if (!once) {
            forever();
        }
        boolean clean = emptied();
        TopicCheck.Count count = count();
        String summary = "quickstart: %d rows in %d tables, %d records, %d missing, %d duplicate"
                .formatted(count.rows(), topics.size(), count.records(), count.missing(), count.duplicate());
        if (!clean) {
            OUT.println("The staging bucket still holds " + stack.s3().keys(Stack.BUCKET, ""));
        }
        String cost = cost();
        OUT.print(cost);
        OUT.println(summary);
        Path report = Path.of(System.getProperty("project.dir"), "target", "reports", "quickstart.txt");
        Files.createDirectories(report.getParent());
        Files.writeString(report, cost + summary + "\n");
        topics.forEach(TopicCheck::close);
        return clean && count.exact();
    }

    /**
     * What the local Redshift was asked. Only what is asked at each poll goes on for ever, so only that is told for an
     * hour, at this run's poll interval and at the default; what began and what moved rows is told as it was.
     */
    private String cost() {
        List<String> names = stack.redshift().statements().stream()
                .map(LoggedStatement::name)
                .toList();
        long probes = names.stream().filter(name -> PROBE.matcher(name).find()).count();
        long unloads = names.stream().filter(name -> name.contains(" export ")).count();
        double hours = (System.nanoTime() - began) / 3.6e12;
        int sharing = (topics.size() + tasks - 1) / tasks;
        return """
                statements: %d in all for %d tables: %d probes, %d UNLOADs, %d others (listing, describing, checking)
                statements per table and hour: %.0f probes as measured here with poll.interval.ms=%s
                  at the default of five minutes an idle table costs %.1f, as up to %d tables of a task share a probe
                  (up to 100 do: then it is 0.12)
                """
                .formatted(
                        names.size(),
                        topics.size(),
                        probes,
                        unloads,
                        names.size() - probes - unloads,
                        probes / hours / topics.size(),
                        interval,
                        12.0 / sharing,
                        sharing);
    }

    private void awaitRows(String description) {
        long rows = count().rows();
        Await.until(description, LIMIT, () -> {
            progress();
            // Comparing costs more than counting, so it waits for the number to be right.
            return topics.stream().mapToLong(topic -> topic.records().size()).sum() >= rows && count().exact();
        });
    }

    /** Until Ctrl-C, which ends this process; what it started ends with it. */
    private void forever() {
        OUT.println("Running until Ctrl-C.");
        Await.until("Ctrl-C", Duration.ofDays(365), () -> {
            progress();
            return false;
        });
    }

    private boolean emptied() {
        try {
            Await.until("the staging bucket to be empty", Duration.ofSeconds(60), () -> staged() == 0);
            return true;
        } catch (AssertionError late) {
            return false;
        }
    }

    private TopicCheck.Count count() {
        return topics.stream().map(TopicCheck::count).reduce(new TopicCheck.Count(0, 0, 0, 0), TopicCheck.Count::plus);
    }

    private int staged() {
        return stack.s3().keys(Stack.BUCKET, "").size();
    }

    private void welcome() {
        OUT.printf(
                """

                Kafka            %s
                Kafka Connect    %s   (try: curl %s/connectors/%s/status)
                Redshift         %s   (Data API)
                S3               %s

                Insert a row of your own:
                  curl --aws-sigv4 aws:amz:us-east-1:redshift-data --user %s:%s \\
                    -H 'X-Amz-Target: RedshiftData.ExecuteStatement' -H 'Content-Type: application/x-amz-json-1.1' \\
                    -d '{"WorkgroupName":"local","Database":"dev","Sql":"%s"}' \\
                    %s

                """,
                broker.bootstrapServers(),
                worker.rest().address(),
                worker.rest().address(),
                CONNECTOR,
                stack.redshift().endpoint(),
                stack.s3().endpoint(),
                stack.s3().accessKey(),
                stack.s3().secretKey(),
                Shop.MORE_ORDERS,
                stack.redshift().endpoint());
    }

    /** One line a table: its state, what arrived, how fast, how far behind. */
    private void progress() {
        long now = System.nanoTime();
        double seconds = (now - lastAt) / 1e9;
        if (seconds < 2) {
            return;
        }
        lastAt = now;
        JsonNode offsets = worker.rest().offsets(CONNECTOR).path("offsets");

        for (TopicCheck topic : topics) {
            String table = topic.table().qualified();
            int records = topic.records().size();
            int fresh = records - last.getOrDefault(table, 0);
            last.put(table, records);
            OUT.printf(
                    "%-16s %-24s %,8d records %,10.0f/s   %s%n",
                    table, state(offsets, table), records, fresh / seconds, position(offsets, table));
            if (records > 0 && shown.add(table)) {
                OUT.printf("  for example: %s%n", topic.records().get(0).payload());
            }
        }
    }

    private static String state(JsonNode offsets, String table) {
        JsonNode offset = offset(offsets, table);
        return offset.isMissingNode()
                ? "no offset stored yet"
                : offset.path("state").asText();
    }

    private static String position(JsonNode offsets, String table) {
        JsonNode offset = offset(offsets, table);
        JsonNode watermark = offset.has("watermark") ? offset.path("watermark") : offset.path("up_to");
        return watermark.isMissingNode() ? "" : "up to " + watermark.asText();
    }

    private static JsonNode offset(JsonNode offsets, String table) {
        for (JsonNode entry : offsets) {
            JsonNode partition = entry.path("partition");
            if (table.equals(partition.path("schema").asText() + "."
                    + partition.path("table").asText())) {
                return entry.path("offset");
            }
        }
        return offsets.path("none");
    }
}
