// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP side: JSON 1.1 with X-Amz-Target for the Data API, {@code /__faults} and {@code /__statements} for tests. */
final class HttpFront implements AutoCloseable {
    private static final Pattern CREDENTIAL =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/,]+)/\\d{8}/([^/,]+)/([^/,]+)/aws4_request");
    private static final String TARGET = "RedshiftData.";
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Else Nagle's algorithm and delayed acknowledgements cost each answer 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Settings settings;
    private final DataApi api;
    private final Faults faults;
    private final Supplier<Iterable<LoggedStatement>> log;
    private final CallLog calls = new CallLog();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-redshift-http");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;

    HttpFront(Settings settings, DataApi api, Faults faults, Supplier<Iterable<LoggedStatement>> log) {
        this.settings = settings;
        this.api = api;
        this.faults = faults;
        this.log = log;
        try {
            this.server = HttpServer.create(settings.address(), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not bind the local Redshift", failure);
        }
    }

    URI start() {
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, () -> dataApi(exchange)));
        server.createContext("/__faults", exchange -> answer(exchange, () -> faults(exchange)));
        server.createContext("/__statements", exchange -> answer(exchange, this::statements));
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    CallLog calls() {
        return calls;
    }

    private interface Work {
        /** Nothing if the answer is to be lost. */
        Optional<JsonNode> run() throws IOException, InterruptedException;
    }

    private static void answer(HttpExchange exchange, Work work) {
        try (exchange) {
            try {
                Optional<JsonNode> body = work.run();
                if (body.isPresent()) {
                    send(exchange, 200, JSON.writeValueAsBytes(body.get()));
                }
            } catch (ApiFailure failure) {
                exchange.getResponseHeaders().add("x-amzn-errortype", failure.type());
                ObjectNode error =
                        JSON.createObjectNode().put("__type", failure.type()).put("message", failure.getMessage());
                send(exchange, failure.status(), JSON.writeValueAsBytes(error));
            } catch (RuntimeException failure) {
                exchange.getResponseHeaders().add("x-amzn-errortype", "InternalServerException");
                ObjectNode error = JSON.createObjectNode()
                        .put("__type", "InternalServerException")
                        .put("message", failure.toString());
                send(exchange, 500, JSON.writeValueAsBytes(error));
            }
        } catch (IOException gone) {
            // The caller has gone away.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private Optional<JsonNode> dataApi(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        authenticate(exchange);
        String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                .orElse("");
        if (!exchange.getRequestMethod().equals("POST") || !target.startsWith(TARGET)) {
            throw new ApiFailure("UnknownOperationException", 400, "Unknown operation");
        }
        String operation = target.substring(TARGET.length());
        calls.add(operation, "");
        JsonNode body =
                JSON.readTree(bytes.length == 0 ? "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8) : bytes);
        Optional<Fault> fault = faults.take(Faults.OF_CALLS, operation, api.sql(body));
        Kind kind = fault.map(Fault::kind).orElse(null);
        if (kind == Kind.EXPIRE) {
            api.forget(body);
        } else if (kind != null && kind != Kind.LOST_RESPONSE) {
            throw injected(kind, operation, fault.orElseThrow().text());
        }
        JsonNode answer = api.call(operation, body);
        return kind == Kind.LOST_RESPONSE ? Optional.empty() : Optional.of(answer);
    }

    private static ApiFailure injected(Kind kind, String operation, String text) {
        return switch (kind) {
            case THROTTLE -> new ApiFailure("ThrottlingException", 400, text.isEmpty() ? "Rate exceeded" : text);
            case HIDDEN_THROTTLE ->
                ApiFailure.validation(
                        text.isEmpty()
                                ? "Service returned error code ThrottlingException (Service: RedshiftServerless, Status Code: 400)"
                                : text);
            case EXPIRED_TOKEN ->
                new ApiFailure(
                        "ExpiredTokenException",
                        403,
                        text.isEmpty() ? "The security token included in the request is expired" : text);
            case DENIED ->
                new ApiFailure(
                        "AccessDeniedException",
                        400,
                        text.isEmpty() ? "User is not authorized to perform: redshift-data:" + operation : text);
            default -> new ApiFailure("InternalServerException", 500, text.isEmpty() ? "Internal server error" : text);
        };
    }

    private void authenticate(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            throw new ApiFailure("MissingAuthenticationTokenException", 403, "Missing Authentication Token");
        }
        Matcher credential = CREDENTIAL.matcher(header);
        if (!credential.lookingAt() || !settings.access().accessKeys().contains(credential.group(1))) {
            throw new ApiFailure(
                    "UnrecognizedClientException", 403, "The security token included in the request is invalid.");
        }
        if (!credential.group(2).equals(settings.target().region())
                || !credential.group(3).equals("redshift-data")) {
            throw new ApiFailure(
                    "InvalidSignatureException", 403, "Credential should be scoped to a valid region and service.");
        }
    }

    private Optional<JsonNode> faults(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                try {
                    String id = faults.add(fault(JSON.readTree(bytes)));
                    return Optional.of(JSON.createObjectNode().put("id", id));
                } catch (IllegalArgumentException unknown) {
                    throw ApiFailure.validation(unknown.getMessage());
                }
            }
            case "DELETE" -> {
                String path = exchange.getRequestURI().getPath();
                if (path.startsWith("/__faults/")) {
                    faults.remove(path.substring("/__faults/".length()));
                } else {
                    faults.clear();
                }
                return Optional.of(JSON.createObjectNode());
            }
            default -> {
                ArrayNode list = JSON.createArrayNode();
                faults.list().forEach((id, fault) -> list.addObject()
                        .put("id", id)
                        .put("kind", fault.kind().name())
                        .put("operation", fault.operation())
                        .put("sqlContains", fault.sqlContains())
                        .put("times", fault.times())
                        .put("text", fault.text())
                        .put("delayMillis", fault.delay().toMillis()));
                return Optional.of(list);
            }
        }
    }

    private static Fault fault(JsonNode json) {
        return new Fault(
                Kind.valueOf(json.path("kind").asText("").toUpperCase(Locale.ROOT)),
                json.path("operation").asText(""),
                json.path("sqlContains").asText(""),
                json.path("times").asInt(1),
                json.path("text").asText(""),
                Duration.ofMillis(json.path("delayMillis").asLong(0)));
    }

    private Optional<JsonNode> statements() {
        ArrayNode list = JSON.createArrayNode();
        for (LoggedStatement one : log.get()) {
            list.addObject()
                    .put("id", one.id())
                    .put("status", one.status())
                    .put("sql", one.sql())
                    .put("name", one.name())
                    .put("token", one.token())
                    .put("durationMillis", one.duration().toMillis())
                    .put("error", one.error())
                    .put("rows", one.rows());
        }
        return Optional.of(list);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
