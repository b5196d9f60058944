// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Hands what a local account has looked at to the server that answers it, signed with a key that the server knows. */
final class Forwarding {
    /** What belongs to the connection, to the old signature, or to a body in chunks. */
    private static final Set<String> DROPPED = Set.of(
            "authorization",
            "connection",
            "content-length",
            "expect",
            "host",
            "transfer-encoding",
            "x-amz-decoded-content-length",
            "x-amz-security-token",
            "x-amz-trailer");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final String accessKey;
    private final String secretKey;

    Forwarding(URI server, String accessKey, String secretKey) {
        this.server = server;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    HttpResponse<byte[]> send(Signature signature, SignedRequest request) throws IOException {
        boolean chunked = request.payload().startsWith("STREAMING");
        byte[] body = chunked ? joined(request.body()) : request.body();
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        headers.keySet().removeAll(DROPPED);
        headers.remove("content-encoding", "aws-chunked");
        headers.computeIfPresent(SignedRequest.PAYLOAD, (name, before) -> Signature.sha256(body));
        Map<String, String> signed = new TreeMap<>(headers);
        signed.put("host", server.getAuthority());
        SignedRequest again = request.with(signed, body);
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        HttpRequest.Builder sent = HttpRequest.newBuilder(URI.create(server + request.path() + query))
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(sent::setHeader);
        sent.setHeader(
                "Authorization",
                signature.covering(List.copyOf(signed.keySet())).signedAgain(accessKey, secretKey, again));
        try {
            return client.send(sent.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", closing);
        }
    }

    /** The content of an aws-chunked body: each chunk says its length in hexadecimal, the last one has none. */
    private static byte[] joined(byte[] body) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (body[end] != '\r') {
                end++;
            }
            String head = new String(body, at, end - at, StandardCharsets.US_ASCII);
            int length = Integer.parseInt(head.split(";", -1)[0], 16);
            if (length == 0) {
                return content.toByteArray();
            }
            content.write(body, end + 2, length);
            at = end + 2 + length + 2;
        }
    }
}
