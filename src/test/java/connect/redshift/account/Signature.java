// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Signature Version 4 of a request (IAM user guide, "Create a signed AWS API request"), written anew here so that it
 * is not the SDK's signer that checks itself.
 *
 * @param headers names of the headers that it covers, in lower case
 */
record Signature(String accessKey, String date, String region, String service, List<String> headers, String value) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern FORM = Pattern.compile(ALGORITHM
            + " Credential=([^/,]+)/(\\d{8})/([^/,]+)/([^/,]+)/aws4_request, SignedHeaders=([^,]+), Signature=(\\w+)");

    static Optional<Signature> of(String authorization) {
        return Optional.ofNullable(authorization)
                .map(FORM::matcher)
                .filter(Matcher::matches)
                .map(form -> new Signature(
                        form.group(1),
                        form.group(2),
                        form.group(3),
                        form.group(4),
                        List.of(form.group(5).split(";", -1)),
                        form.group(6)));
    }

    boolean isOf(String secretKey, SignedRequest request) {
        String payload = request.payload();
        boolean same = !payload.matches("[0-9a-f]{64}") || payload.equals(sha256(request.body()));
        return same && value.equals(signature(secretKey, request));
    }

    /** The same request signed with other keys. */
    String signedAgain(String otherAccessKey, String secretKey, SignedRequest request) {
        Signature other = new Signature(otherAccessKey, date, region, service, headers, "");
        return "%s Credential=%s/%s/%s/%s/aws4_request, SignedHeaders=%s, Signature=%s"
                .formatted(
                        ALGORITHM,
                        otherAccessKey,
                        date,
                        region,
                        service,
                        String.join(";", headers),
                        other.signature(secretKey, request));
    }

    Signature covering(List<String> others) {
        return new Signature(accessKey, date, region, service, others, value);
    }

    private String signature(String secretKey, SignedRequest request) {
        String canonical = String.join(
                "\n",
                request.method(),
                request.path(),
                request.sortedQuery(),
                headers.stream()
                        .map(name -> name + ":" + request.header(name) + "\n")
                        .collect(Collectors.joining()),
                String.join(";", headers),
                request.payload());
        String scope = String.join("/", date, region, service, "aws4_request");
        String text = String.join(
                "\n",
                ALGORITHM,
                request.header("x-amz-date"),
                scope,
                sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(date, region, service, "aws4_request", text)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(key);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
