// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A request as far as it is signed; a header's values are joined by commas. */
final class SignedRequest {
    static final String PAYLOAD = "x-amz-content-sha256";

    private final String method;
    private final String path;
    private final String query;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;

    /**
     * @param path as it was sent, like {@code query}
     */
    SignedRequest(String method, String path, String query, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers.putAll(headers);
        this.body = body;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    String query() {
        return query;
    }

    Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    byte[] body() {
        return body;
    }

    /** The same with other headers and another body. */
    SignedRequest with(Map<String, String> otherHeaders, byte[] otherBody) {
        return new SignedRequest(method, path, query, otherHeaders, otherBody);
    }

    String header(String name) {
        return headers.getOrDefault(name, "").strip().replaceAll(" +", " ");
    }

    /** S3's requests name its hash, for bodies that are sent in chunks or not signed; others are hashed. */
    String payload() {
        return headers.containsKey(PAYLOAD) ? header(PAYLOAD) : Signature.sha256(body);
    }

    String sortedQuery() {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .sorted()
                .collect(Collectors.joining("&"));
    }
}
