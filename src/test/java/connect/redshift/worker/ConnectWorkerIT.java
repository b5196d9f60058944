// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The zip on a real worker: found by its service file, loaded from its own folder. */
final class ConnectWorkerIT {
    private static final String CONNECTOR = "connect.redshift.RedshiftSourceConnector";

    private static WorkerSettings settings;
    private static ConnectWorker worker;

    @BeforeAll
    static void startWorker() {
        settings = WorkerSettings.group("harness");
        worker = ConnectWorker.start(SharedBroker.broker(), settings);
    }

    @AfterAll
    static void closeWorker() {
        if (worker != null) {
            worker.close();
        }
    }

    @Test
    void connectorIsListedWithTheVersionOfTheZip() {
        JsonNode plugin = StreamSupport.stream(worker.rest().plugins().spliterator(), false)
                .filter(listed -> listed.path("class").asText().equals(CONNECTOR))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("Not listed: " + worker.rest().plugins()));

        assertThat(plugin.path("type").asText()).isEqualTo("source");
        assertThat(plugin.path("version").asText()).isEqualTo(settings.plugin().version());
    }

    /** The class is nowhere else: the worker's own class path holds Kafka's jars only. */
    @Test
    void connectorIsLoadedFromTheFolderOfTheZip() {
        String location = worker.pluginFolder().toUri().getPath();

        assertThat(linesWith("Registered loader: PluginClassLoader"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("{pluginLocation=file:" + location + "}"));
        assertThat(linesWith("Added plugin '" + CONNECTOR + "'")).isNotEmpty();
        assertThat(linesWith("jvm.classpath")).isNotEmpty().noneMatch(line -> line.contains("redshift-source"));
    }

    @Test
    void killedWorkerComesBackWithItsAddressAndItsLog() {
        String before = worker.logText();
        worker.kill();
        assertThat(worker.isAlive()).isFalse();

        worker.restart();

        assertThat(worker.rest().connectors()).isEmpty();
        assertThat(worker.logText().length()).isGreaterThan(before.length());
        assertThat(linesWith("Kafka Connect started")).hasSizeGreaterThan(1);
    }

    @Test
    void refusalCarriesStatusAndTheWorkersWords() {
        assertThatThrownBy(() -> worker.rest().putConfig("nobody", Map.of("connector.class", "no.such.Connector")))
                .isInstanceOf(ConnectRestException.class)
                .hasMessageContaining("no.such.Connector")
                .extracting(failure -> ((ConnectRestException) failure).status())
                .isEqualTo(400);
    }

    @Test
    void validationThroughTheWorkerAsksRedshiftAndS3() {
        try (Stack stack = Stack.start()) {
            stack.redshift().execute("CREATE TABLE orders (id INTEGER NOT NULL, paid BOOLEAN)");
            Map<String, String> settings = new HashMap<>(stack.connection());
            settings.put("name", "validated");
            settings.put("topic.prefix", "validated");
            settings.put("table.include.list", "public\\.orders");
            settings.put("watermark.column", "id");
            assertThat(errors(settings)).isEmpty();

            settings.put("watermark.column", "paid");
            assertThat(errors(settings))
                    .singleElement()
                    .asString()
                    .startsWith("Column \"paid\" (watermark.column) of table \"public.orders\" is a boolean");
        }
    }

    /** Settings with names of the user's own are not among the connector's, and the worker shows their errors all the same. */
    @Test
    void aGroupsFilterIsFoundWrongOnItsOwnSetting() {
        try (Stack stack = Stack.start()) {
            stack.redshift().execute("CREATE TABLE orders (id INTEGER NOT NULL)");
            Map<String, String> settings = new HashMap<>(stack.connection());
            settings.put("name", "validated");
            settings.put("topic.prefix", "validated");
            settings.put("table.include.list", "public\\.orders");
            settings.put("watermark.column", "id");
            settings.put("table.groups", "all");
            settings.put("table.all.include", ".*");
            settings.put("table.all.filter", "paid");
            JsonNode verdict = worker.rest().validate("RedshiftSourceConnector", settings);
            assertThat(verdict.path("error_count").asInt()).isEqualTo(1);
            assertThat(StreamSupport.stream(verdict.path("configs").spliterator(), false)
                            .filter(config -> !config.at("/value/errors").isEmpty())
                            .map(config -> config.at("/value/name").asText()))
                    .containsExactly("table.all.filter");
            assertThatThrownBy(() -> worker.rest().putConfig("validated", settings))
                    .hasMessageContaining("1 error(s):\\ntable.all.filter is refused for table");
        }
    }

    private static List<String> errors(Map<String, String> settings) {
        JsonNode verdict = worker.rest().validate("RedshiftSourceConnector", settings);
        return StreamSupport.stream(verdict.path("configs").spliterator(), false)
                .flatMap(config ->
                        StreamSupport.stream(config.at("/value/errors").spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> linesWith(String words) {
        return worker.logText().lines().filter(line -> line.contains(words)).toList();
    }
}
