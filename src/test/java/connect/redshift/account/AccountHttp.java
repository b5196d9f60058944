// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP side: reads JSON and form-encoded calls, checks who signed them, and answers in the same protocol. */
final class AccountHttp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAccount account;
    private final Operations operations;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-account-http");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;

    AccountHttp(LocalAccount account) {
        this.account = account;
        this.operations = new Operations(account);
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not bind the local account", failure);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What a call names: by a header in the JSON protocol, by a field in the query protocol, else by its method. */
    private record Named(boolean json, String operation, Map<String, String> fields) {}

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Named named = named(exchange, body);
            try {
                Call call = checked(exchange, named, body);
                Optional<Forwarding> server = account.serverOf(call.service());
                if (server.isPresent()) {
                    forward(exchange, server.get(), body);
                    return;
                }
                send(exchange, 200, named, operations.run(call, named.json()));
            } catch (Refusal refusal) {
                if (refusal.status() != 200) {
                    exchange.getResponseHeaders().add("x-amzn-errortype", refusal.code());
                }
                send(exchange, refusal.status(), named, text(named, refusal));
            }
        }
    }

    private static String text(Named named, Refusal refusal) {
        if (named.json()) {
            return JSON.createObjectNode()
                    .put("__type", refusal.code())
                    .put("message", refusal.getMessage())
                    .toString();
        }
        if (refusal.object().isPresent()) {
            return "<DeleteResult><Error><Key>%s</Key><Code>%s</Code><Message>%s</Message></Error></DeleteResult>"
                    .formatted(refusal.object().get(), refusal.code(), refusal.getMessage());
        }
        String error = "<Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>"
                .formatted(refusal.code(), refusal.getMessage());
        // S3 alone has the error at the top.
        return named.fields().isEmpty() ? error : "<ErrorResponse>%s</ErrorResponse>".formatted(error);
    }

    private static SignedRequest signed(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        URI uri = exchange.getRequestURI();
        return new SignedRequest(
                exchange.getRequestMethod(),
                uri.getRawPath(),
                Optional.ofNullable(uri.getRawQuery()).orElse(""),
                headers,
                body);
    }

    private static void forward(HttpExchange exchange, Forwarding server, byte[] body) throws IOException {
        Signature signature = Signature.of(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElseThrow();
        HttpResponse<byte[]> answer = server.send(signature, signed(exchange, body));
        answer.headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        if (answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    private static Named named(HttpExchange exchange, byte[] body) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            Map<String, String> fields = new HashMap<>();
            JsonNode json = JSON.readTree(body);
            json.fieldNames()
                    .forEachRemaining(name -> fields.put(
                            name,
                            json.get(name).isTextual()
                                    ? json.get(name).asText()
                                    : json.get(name).toString()));
            return new Named(true, target.substring(target.indexOf('.') + 1), fields);
        }
        Map<String, String> fields = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        String action = fields.remove("Action");
        return action == null ? new Named(false, operationOfS3(exchange), Map.of()) : new Named(false, action, fields);
    }

    /** S3 names what it is asked for by method, path and query. */
    private static String operationOfS3(HttpExchange exchange) {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        boolean bucketsOnly =
                exchange.getRequestURI().getPath().replaceAll("^/|/$", "").isEmpty();
        return switch (exchange.getRequestMethod()) {
            case "GET" -> bucketsOnly ? "ListBuckets" : query.contains("list-type=2") ? "ListObjectsV2" : "GetObject";
            case "PUT" -> "PutObject";
            case "POST" -> query.contains("delete") ? "DeleteObjects" : "Post";
            case "DELETE" -> "DeleteObject";
            default -> exchange.getRequestMethod();
        };
    }

    private Call checked(HttpExchange exchange, Named named, byte[] body) {
        Optional<Signature> signature =
                Signature.of(exchange.getRequestHeaders().getFirst("Authorization"));
        String token = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"))
                .orElse("");
        Call call = new Call(
                signature.map(Signature::service).orElse(""),
                named.operation(),
                signature.map(Signature::region).orElse(""),
                signature.map(Signature::accessKey).orElse(""),
                token,
                named.fields());
        account.record(call);
        if (named.operation().equals("AssumeRoleWithWebIdentity")) {
            return call;
        }
        String secret = account.secretKey(call.accessKey())
                .orElseThrow(() -> new Refusal(
                        403, "InvalidClientTokenId", "The security token included in the request is invalid."));
        if (!account.admitsToken(call.accessKey(), token)) {
            throw new Refusal(403, "ExpiredToken", "The security token included in the request is expired");
        }
        SignedRequest request = signed(exchange, body);
        if (!signature.orElseThrow().isOf(secret, request)) {
            throw new Refusal(
                    403,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided.");
        }
        if (!call.region().equals(LocalAccount.REGION)) {
            throw new Refusal(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region.");
        }
        account.authority().check(call, request);
        return call;
    }

    private static void send(HttpExchange exchange, int status, Named named, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", named.json() ? "application/x-amz-json-1.1" : "text/xml");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
