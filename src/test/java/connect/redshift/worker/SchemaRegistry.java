// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/** A schema registry in memory (Apicurio), asked through the REST interface that it shares with Confluent's. */
public final class SchemaRegistry implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final String CONFLUENT = "/apis/ccompat/v7";
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TempFolder folder;
    private final URI address;
    private final ChildJvm jvm;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private SchemaRegistry(TempFolder folder, URI address, ChildJvm jvm) {
        this.folder = folder;
        this.address = address;
        this.jvm = jvm;
    }

    /** Starts a registry without schemas and returns when it answers. */
    public static SchemaRegistry start(RegistryRuntime runtime) {
        TempFolder folder = TempFolder.create("schema-registry");
        int port = LoopbackPorts.next();
        Path log = runtime.logs()
                .resolve("registry-%d-%d.log".formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet()));
        List<String> options = List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.log.level=WARN");
        var program = new ChildJvm.Program(options, "io.quarkus.runner.GeneratedMain", List.of());
        SchemaRegistry registry = new SchemaRegistry(
                folder,
                URI.create("http://127.0.0.1:" + port),
                ChildJvm.start(runtime.classPath(), folder.path(), log, program));
        AtExit.close(registry);
        try {
            registry.awaitReady();
        } catch (RuntimeException | Error failure) {
            registry.close();
            throw failure;
        }
        return registry;
    }

    /** {@code config/avro-converters.json} with the address of this registry. */
    public Map<String, String> converters() {
        return converters(address);
    }

    static Map<String, String> converters(URI registry) {
        Path file = Path.of(System.getProperty("project.dir", ""), "config", "avro-converters.json");
        try {
            Map<String, String> settings = JSON.readValue(file.toFile(), new TypeReference<>() {});
            settings.replaceAll((key, value) -> value.replace("http://schema-registry:8080", registry.toString()));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> subjects() {
        return StreamSupport.stream(get(CONFLUENT + "/subjects").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** The numbers of a subject's versions, oldest first. */
    public List<Integer> versions(String subject) {
        return StreamSupport.stream(
                        get(CONFLUENT + "/subjects/" + subject + "/versions").spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    /** The text of a subject's version. */
    public String schema(String subject, int version) {
        return get("%s/subjects/%s/versions/%d".formatted(CONFLUENT, subject, version))
                .path("schema")
                .asText();
    }

    /** The text of the schema that a record names. */
    public String schema(int id) {
        return get(CONFLUENT + "/schemas/ids/" + id).path("schema").asText();
    }

    public String logText() {
        return jvm.logText();
    }

    @Override
    public void close() {
        AtExit.forget(this);
        jvm.stop(STOP_LIMIT);
        folder.close();
    }

    private void awaitReady() {
        Await.until("the schema registry at %s to answer".formatted(address), START_LIMIT, () -> {
            jvm.requireAlive();
            return isReady();
        });
    }

    private boolean isReady() {
        try {
            return send("/health/ready").statusCode() == 200;
        } catch (UncheckedIOException starting) {
            return false;
        }
    }

    private JsonNode get(String path) {
        HttpResponse<String> response = send(path);
        if (response.statusCode() != 200) {
            throw new IllegalStateException("GET %s: the schema registry answers %d %s"
                    .formatted(path, response.statusCode(), response.body()));
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(String path) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(REQUEST_LIMIT)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
