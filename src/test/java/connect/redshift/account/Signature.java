// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The Signature Version 4 of a request; checked by signing the same request again with the key that is known. */
record Signature(String accessKey, String region, String service, List<String> signedHeaders, String whole) {
    private static final Pattern FORM = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/,]+)/\\d{8}/([^/,]+)/([^/,]+)/aws4_request, SignedHeaders=([^,]+), Signature=(\\w+)");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    static Optional<Signature> of(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .map(FORM::matcher)
                .filter(Matcher::matches)
                .map(form -> new Signature(
                        form.group(1),
                        form.group(2),
                        form.group(3),
                        List.of(form.group(4).split(";", -1)),
                        form.group()));
    }

    boolean isOf(String secretKey, HttpExchange exchange, byte[] body) {
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(exchange.getRequestMethod()))
                .uri(URI.create("http://" + exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI()));
        for (String header : signedHeaders) {
            if (!header.equals("host")) {
                request.putHeader(header, exchange.getRequestHeaders().get(header));
            }
        }
        Instant at =
                DATE.withZone(ZoneOffset.UTC).parse(exchange.getRequestHeaders().getFirst("X-Amz-Date"), Instant::from);
        String again = AwsV4HttpSigner.create()
                .sign(signing -> {
                    if (body.length > 0) {
                        signing.payload(() -> new ByteArrayInputStream(body));
                    }
                    signing.identity(AwsCredentialsIdentity.create(accessKey, secretKey))
                            .request(request.build())
                            .putProperty(
                                    AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED,
                                    !"UNSIGNED-PAYLOAD"
                                            .equals(exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256")))
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                            // S3 alone takes paths as they are.
                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !service.equals("s3"))
                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !service.equals("s3"))
                            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC));
                })
                .request()
                .firstMatchingHeader("Authorization")
                .orElse("");
        return again.equals(whole);
    }
}
