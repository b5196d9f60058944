// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A worker's REST interface. Every answer but a success is a {@link ConnectRestException} with the worker's words. */
public final class ConnectRest {
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(60);
    private static final Duration REBALANCE_LIMIT = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI worker;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public ConnectRest(URI worker) {
        this.worker = worker;
    }

    public URI address() {
        return worker;
    }

    /** The version of Kafka that the worker runs. */
    public String version() {
        return call("GET", "/", BodyPublishers.noBody()).path("version").asText();
    }

    /** {@code GET /connector-plugins}. */
    public JsonNode plugins() {
        return call("GET", "/connector-plugins", BodyPublishers.noBody());
    }

    /** The names of the group's connectors. */
    public JsonNode connectors() {
        return call("GET", "/connectors", BodyPublishers.noBody());
    }

    /** Creates the connector or gives it a new configuration. */
    public JsonNode putConfig(String connector, Map<String, String> config) {
        return call("PUT", "/connectors/" + connector + "/config", json(config));
    }

    /** The configuration's verdict by key; {@code config} names the {@code connector.class} too. */
    public JsonNode validate(String connectorClass, Map<String, String> config) {
        return call("PUT", "/connector-plugins/" + connectorClass + "/config/validate", json(config));
    }

    public JsonNode status(String connector) {
        return call("GET", "/connectors/" + connector + "/status", BodyPublishers.noBody());
    }

    /** The configurations that the connector gave its tasks. */
    public JsonNode tasks(String connector) {
        return call("GET", "/connectors/" + connector + "/tasks", BodyPublishers.noBody());
    }

    public JsonNode offsets(String connector) {
        return call("GET", "/connectors/" + connector + "/offsets", BodyPublishers.noBody());
    }

    /** {@code offsets} has the shape that {@link #offsets} answers. The connector must be stopped. */
    public JsonNode patchOffsets(String connector, JsonNode offsets) {
        return call("PATCH", "/connectors/" + connector + "/offsets", json(offsets));
    }

    public JsonNode deleteOffsets(String connector) {
        return call("DELETE", "/connectors/" + connector + "/offsets", BodyPublishers.noBody());
    }

    public void stop(String connector) {
        call("PUT", "/connectors/" + connector + "/stop", BodyPublishers.noBody());
    }

    public void pause(String connector) {
        call("PUT", "/connectors/" + connector + "/pause", BodyPublishers.noBody());
    }

    public void resume(String connector) {
        call("PUT", "/connectors/" + connector + "/resume", BodyPublishers.noBody());
    }

    /** Restarts the connector and all its tasks. */
    public void restart(String connector) {
        call("POST", "/connectors/" + connector + "/restart?includeTasks=true", BodyPublishers.noBody());
    }

    public void delete(String connector) {
        call("DELETE", "/connectors/" + connector, BodyPublishers.noBody());
    }

    /** Waits until the connector has {@code tasks} tasks and all of it is RUNNING; a failure ends the wait. */
    public void awaitRunning(String connector, int tasks, Duration limit) {
        awaitState(connector, "RUNNING", tasks, limit);
    }

    /**
     * The same after the group's leader has gone. With exactly-once a task asks the leader before it starts, and Connect
     * fails one that finds it gone, so such tasks are restarted as an operator would; any other failure ends the wait.
     */
    public void awaitRunningAgain(String connector, int tasks, Duration limit) {
        Await.until("connector %s with %d tasks to be RUNNING again".formatted(connector, tasks), limit, () -> {
            boolean leaderGone = false;
            for (JsonNode task : knownStatus(connector).path("tasks")) {
                if (task.path("state").asText().equals("FAILED")) {
                    String trace = task.path("trace").asText();
                    if (!trace.contains("IO Error trying to forward REST request")) {
                        throw new IllegalStateException("A task of %s failed: %s".formatted(connector, trace));
                    }
                    leaderGone = true;
                }
            }
            if (leaderGone) {
                call(
                        "POST",
                        "/connectors/" + connector + "/restart?includeTasks=true&onlyFailed=true",
                        BodyPublishers.noBody());
                return false;
            }
            return isInState(knownStatus(connector), "RUNNING", tasks);
        });
    }

    /** Waits until the connector is STOPPED, which leaves it without tasks, so that its offsets may be altered. */
    public void awaitStopped(String connector, Duration limit) {
        awaitState(connector, "STOPPED", 0, limit);
    }

    /** Waits until the connector's first task has FAILED; the trace that the worker keeps of it. */
    public String awaitFailed(String connector, Duration limit) {
        String description = "the first task of connector %s to be FAILED".formatted(connector);
        return Await.present(description, limit, () -> {
            JsonNode task = knownStatus(connector).at("/tasks/0");
            boolean failed = task.path("state").asText().equals("FAILED");
            return failed ? Optional.of(task.path("trace").asText()) : Optional.empty();
        });
    }

    private void awaitState(String connector, String state, int tasks, Duration limit) {
        String description = "connector %s with %d tasks to be %s".formatted(connector, tasks, state);
        Await.until(description, limit, () -> {
            JsonNode status = knownStatus(connector);
            if (status.toString().contains("\"FAILED\"")) {
                throw new IllegalStateException("Waiting for %s: %s".formatted(description, status.toPrettyString()));
            }
            return isInState(status, state, tasks);
        });
    }

    private static boolean isInState(JsonNode status, String state, int tasks) {
        long there = status.path("tasks").findValuesAsText("state").stream()
                .filter(state::equals)
                .count();
        return status.at("/connector/state").asText().equals(state)
                && status.path("tasks").size() == tasks
                && there == tasks;
    }

    /** A connector that was just put has no status until the group has placed it. */
    private JsonNode knownStatus(String connector) {
        try {
            return status(connector);
        } catch (ConnectRestException e) {
            if (e.status() == 404) {
                return MissingNode.getInstance();
            }
            throw e;
        }
    }

    /** Whether the worker has joined its group; a worker that is starting refuses connections or answers 5xx. */
    public boolean isReady() {
        try {
            return send("GET", "/connectors", BodyPublishers.noBody()).statusCode() == 200;
        } catch (UncheckedIOException starting) {
            return false;
        }
    }

    private JsonNode call(String method, String path, BodyPublisher body) {
        HttpResponse<String> answer =
                Await.present("%s %s outside of what passes soon".formatted(method, path), REBALANCE_LIMIT, () -> {
                    try {
                        HttpResponse<String> response = send(method, path, body);
                        return passesSoon(response) ? Optional.empty() : Optional.of(response);
                    } catch (UncheckedIOException failure) {
                        // The leader answers nobody while it waits for the broker to end a killed leader's transaction.
                        if (failure.getCause() instanceof HttpTimeoutException) {
                            return Optional.empty();
                        }
                        throw failure;
                    }
                });
        if (answer.statusCode() / 100 != 2) {
            throw new ConnectRestException(method + " " + path, answer.statusCode(), answer.body());
        }
        return answer.body().isEmpty() ? MissingNode.getInstance() : parse(answer.body());
    }

    /**
     * A worker refuses with 409, and some reads with 500, while its group rebalances or is about to, and with 500 while
     * it still takes a leader for alive that is gone. Connect 4.3.1 also copies a connector's offsets while another
     * thread adds to them, which ends in a ConcurrentModificationException. The same request is welcome a moment later,
     * and none of ours hurts when repeated.
     */
    private static boolean passesSoon(HttpResponse<String> response) {
        String words = response.body();
        return switch (response.statusCode()) {
            case 409 -> words.contains("rebalance") || words.contains("stale configuration");
            case 500 ->
                words.contains("a rebalance is expected")
                        || words.contains("trying to forward REST request")
                        || words.contains("Failed to retrieve offsets for source connector");
            default -> false;
        };
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body) {
        HttpRequest request = HttpRequest.newBuilder(worker.resolve(path))
                .timeout(REQUEST_LIMIT)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("%s %s".formatted(method, request.uri()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Not JSON: " + body, e);
        }
    }
}
