// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.worker.WorkerKind.Delivery;
import connect.redshift.worker.WorkerKind.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The zip of this build on the workers that users run, old and new. Each time it is found and its connector streams a
 * table, is stopped, has its offset altered, and streams again, with its metrics where that worker has them. By itself
 * the oldest and the newest Kafka in a few combinations that the other tests do not have; with {@code -Pmatrix} all.
 */
final class CompatibilityIT {
    private static final int ROWS = 200;
    private static final int BEFORE_THE_ALTERED = 150;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONNECTOR = "connect.redshift.RedshiftSourceConnector";
    /** What old or new Kafka's classes would end in if we asked for more than they have. */
    private static final Pattern LINKAGE = Pattern.compile(
            "NoSuchMethodError|NoSuchFieldError|NoClassDefFoundError|AbstractMethodError|IncompatibleClassChangeError");

    private static final MatrixReport REPORT = new MatrixReport();
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        CountedTable.createSchema(stack);
    }

    @AfterAll
    static void close() throws IOException {
        REPORT.write();
        if (all()) {
            REPORT.updateReadme();
        }
        if (stack != null) {
            stack.close();
        }
    }

    private static boolean all() {
        return Boolean.getBoolean("matrix.all");
    }

    static Stream<WorkerKind> kinds() throws IOException {
        Jdk newer = Jdk.newerLongTerm().orElse(Jdk.own());
        if (!all()) {
            // Everything else runs on the newest Kafka and our own Java, with service_load and mostly exactly once.
            String newest = System.getProperty("kafka.it.version");
            return Stream.of(
                    new WorkerKind("3.6.2", Jdk.own(), Discovery.SERVICE_LOAD, Delivery.EXACTLY_ONCE),
                    new WorkerKind("3.6.2", newer, Discovery.HYBRID_WARN, Delivery.AT_LEAST_ONCE),
                    new WorkerKind(newest, newer, Discovery.HYBRID_WARN, Delivery.EXACTLY_ONCE));
        }
        return versions().stream()
                .flatMap(kafka -> Stream.of(Jdk.own(), newer).distinct().flatMap(jdk -> Stream.of(Discovery.values())
                        .flatMap(discovery -> Stream.of(Delivery.values())
                                .map(delivery -> new WorkerKind(kafka, jdk, discovery, delivery)))));
    }

    /** Each has a folder with the POM of its jars. */
    private static List<String> versions() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("project.dir", ""), "src/it/kafka"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aNewerLongTermJavaIsHere() {
        String absent = "No newer Java with long-term support than %d in %s: tried on that one only"
                .formatted(Jdk.own().feature(), Jdk.searched());
        if (Jdk.newerLongTerm().isEmpty()) {
            REPORT.note(absent);
            System.out.println(absent);
        }
        assumeTrue(Jdk.newerLongTerm().isPresent(), absent);
        assertThat(Jdk.newerLongTerm().orElseThrow().feature()).isGreaterThanOrEqualTo(21);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theSameZipRuns(WorkerKind kind) {
        try {
            REPORT.passed(kind, streamed(kind));
        } catch (RuntimeException | Error failure) {
            REPORT.failed(kind, failure);
            throw failure;
        }
    }

    private static String streamed(WorkerKind kind) {
        WorkerSettings settings = kind.settings();
        String name = settings.group().replace("-", "_");
        CountedTable table = CountedTable.create(stack, name, ROWS);
        String support = kind.delivery() == Delivery.EXACTLY_ONCE ? "required" : "requested";
        try (ConnectWorker worker = ConnectWorker.start(SharedBroker.broker(), settings);
                TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            requireFound(worker, kind);
            requireRunsOn(worker, kind);
            worker.rest().putConfig(name, table.settings(Map.of("exactly.once.support", support)));
            topic.awaitCount(ROWS, LIMIT);
            alterOffset(worker.rest(), table);
            topic.awaitCount(2 * ROWS - BEFORE_THE_ALTERED, LIMIT);
            awaitStored(worker.rest(), table);
            assertThat(times(topic)).isEqualTo(expected());
            requireMetrics(worker, kind, table);
            requireDelivery(worker, kind, name);
            Leftovers.requireNone(worker, stack);
            assertThat(worker.logText().lines())
                    .noneMatch(line -> LINKAGE.matcher(line).find());
        }
        return "%d rows, and %d again from an altered offset".formatted(ROWS, ROWS - BEFORE_THE_ALTERED);
    }

    private static void requireFound(ConnectWorker worker, WorkerKind kind) {
        JsonNode plugins = worker.rest().plugins();
        assertThat(plugins.findValuesAsText("class")).contains(CONNECTOR);
        plugins.forEach(plugin -> {
            if (plugin.path("class").asText().equals(CONNECTOR)) {
                assertThat(plugin.path("version").asText())
                        .isEqualTo(kind.settings().plugin().version());
            }
        });
        // What a worker says that also looked into every class of the zip, and found no more than its service files
        // name.
        assertThat(worker.logText().contains("All plugins have ServiceLoader manifests"))
                .isEqualTo(kind.discovery() == Discovery.HYBRID_WARN);
    }

    /** As the worker itself tells it. */
    private static void requireRunsOn(ConnectWorker worker, WorkerKind kind) {
        assertThat(worker.rest().version()).isEqualTo(kind.kafka());
        assertThat(worker.logText())
                .containsPattern(
                        "jvm\\.spec = [^\\n]*, %d[.,+]".formatted(kind.jdk().feature()));
    }

    private static void alterOffset(ConnectRest rest, CountedTable table) {
        awaitStored(rest, table);
        rest.stop(table.name());
        rest.awaitStopped(table.name(), LIMIT);
        JsonNode offsets = rest.offsets(table.name());
        ((ObjectNode) offsets.at("/offsets/0/offset")).put("watermark", "2026-01-01 00:02:30");
        assertThat(rest.patchOffsets(table.name(), offsets).path("message").asText())
                .isEqualTo("The offsets for this connector have been altered successfully");
        rest.resume(table.name());
    }

    private static void awaitStored(ConnectRest rest, CountedTable table) {
        Await.until(
                "the end to be stored",
                LIMIT,
                () -> table.offset(rest).path("watermark").asText().startsWith("2026-01-01 00:03:20"));
    }

    private static Map<Integer, Long> times(TopicReader<TopicRecord> topic) {
        return CountedTable.ids(topic.readToEnd(LIMIT)).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static Map<Integer, Long> expected() {
        return IntStream.rangeClosed(1, ROWS)
                .boxed()
                .collect(Collectors.toMap(Function.identity(), id -> id <= BEFORE_THE_ALTERED ? 1L : 2L));
    }

    /** In the one place or in the other, by the worker's version. */
    private static void requireMetrics(ConnectWorker worker, WorkerKind kind, CountedTable table) {
        String full = "c." + table.name();
        List<String> lent = List.of(
                "kafka.connect:type=plugins,connector=%s,task=0".formatted(table.name()),
                "kafka.connect:type=plugins,connector=%s,task=0,table=%s".formatted(table.name(), full));
        List<String> own = List.of(
                "connect.redshift:type=task,connector=\"%s\",task=0".formatted(table.name()),
                "connect.redshift:type=table,connector=\"%s\",task=0,table=\"%s\"".formatted(table.name(), full));
        List<String> there = kind.takesMetrics() ? lent : own;
        List<String> absent = kind.takesMetrics() ? own : lent;
        assertThat(worker.attribute(there.get(0), "tables")).contains(1L);
        assertThat(worker.attribute(there.get(1), "rows-total")).contains((long) ROWS - BEFORE_THE_ALTERED);
        assertThat(worker.attribute(there.get(1), "watermark")).contains("2026-01-01 00:03:20.000000");
        assertThat(worker.attribute(absent.get(0), "tables")).isEmpty();
        assertThat(worker.attribute(absent.get(1), "rows-total")).isEmpty();
    }

    /** Whether the task's producer wrote transactions. */
    private static void requireDelivery(ConnectWorker worker, WorkerKind kind, String connector) {
        String transactions =
                "transactionalId=%s-%s-0".formatted(kind.settings().group(), connector);
        assertThat(worker.logText().contains(transactions)).isEqualTo(kind.delivery() == Delivery.EXACTLY_ONCE);
    }
}
