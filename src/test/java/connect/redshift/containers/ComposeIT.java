// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.worker.Await;
import connect.redshift.worker.ConnectRest;
import connect.redshift.worker.ConnectRestException;
import connect.redshift.worker.TopicReader;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docker/compose.yaml} as README says to start it: its connector runs on both workers, and all rows come, in Avro. */
@ExtendWith(NeedsDocker.class)
final class ComposeIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Report REPORT = Report.of(ComposeIT.class);
    private static final String PROJECT = "redshift-compose-it";
    private static final String BROKER = "127.0.0.1:29092";
    private static final ConnectRest REST = new ConnectRest(URI.create("http://127.0.0.1:8083"));

    /** What {@code shop.sql} puts into each table. */
    private static final Map<String, Integer> ROWS =
            new TreeMap<>(Map.of("customers", 1_000, "orders", 20_000, "products", 200));

    private static List<String> compose = List.of();
    private static String output = "";

    @BeforeAll
    static void up() {
        compose = Stream.of(List.of("docker", "compose"), List.of("docker-compose"))
                .filter(command -> status(command, "version") == 0)
                .findFirst()
                .orElse(List.of());
        if (compose.isEmpty()) {
            Assumptions.abort(REPORT.skipped("neither docker compose nor docker-compose is installed"));
        }
        run("up", "--build", "--detach");
    }

    @AfterAll
    static void down() {
        if (!compose.isEmpty()) {
            status(compose, arguments("logs", "--no-color"));
            Report.log("compose.log", output);
            run("down", "--volumes", "--timeout", "2");
        }
    }

    @Test
    void rowsOfAllTablesComeOnceInAvro() {
        Await.until("the connector to be registered", LIMIT, ComposeIT::isRegistered);
        REST.awaitRunning("quickstart", 2, LIMIT);
        Set<String> workers = new TreeSet<>();
        for (JsonNode task : REST.status("quickstart").path("tasks")) {
            workers.add(task.path("worker_id").asText());
        }
        assertThat(workers).containsExactly("connect-1:8083", "connect-2:8083");
        int missing = 0;
        int duplicates = 0;
        for (Map.Entry<String, Integer> table : ROWS.entrySet()) {
            List<ByteBuffer> records = records("quickstart.shop." + table.getKey(), table.getValue());
            // Confluent's wire format; the row's own number makes it unlike all others.
            assertThat(records).allMatch(record -> record.get(0) == 0);
            int different = new HashSet<>(records).size();
            missing += table.getValue() - different;
            duplicates += records.size() - different;
        }
        List<String> lines = new ArrayList<>(Images.report());
        lines.add(
                "docker/compose.yaml by " + String.join(" ", compose) + ", tasks on " + String.join(" and ", workers));
        lines.add("rows %d, missing %d, duplicates %d"
                .formatted(ROWS.values().stream().mapToInt(Integer::intValue).sum(), missing, duplicates));
        REPORT.write(lines);
        assertThat(List.of(missing, duplicates)).containsExactly(0, 0);
    }

    private static boolean isRegistered() {
        try {
            return REST.isReady() && REST.status("quickstart").has("connector");
        } catch (ConnectRestException notYet) {
            return false;
        }
    }

    private static List<ByteBuffer> records(String topic, int rows) {
        try (TopicReader<ByteBuffer> reader =
                TopicReader.committed(BROKER, topic, record -> ByteBuffer.wrap(record.value()))) {
            reader.awaitCount(rows, LIMIT);
            return reader.readToEnd(LIMIT);
        }
    }

    private static String[] arguments(String... command) {
        String file = Images.project().resolve("docker/compose.yaml").toString();
        return Stream.concat(Stream.of("-f", file, "-p", PROJECT), Stream.of(command))
                .toArray(String[]::new);
    }

    /** The command's exit status, of one that is not there 127; what it prints is shown where it fails. */
    private static int status(List<String> command, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor();
        } catch (IOException notThere) {
            return 127;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void run(String... command) {
        assertThat(status(compose, arguments(command)))
                .as(() -> String.join(" ", command) + ": " + output)
                .isZero();
    }
}
