// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Staging in S3; the one class that speaks to the S3 client, which its maker closes. */
public final class S3Staging implements Staging {
    /** The most that S3 deletes in one request. */
    private static final int KEYS_A_DELETE = 1_000;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes \\d+-\\d+/(\\d+)");

    private final S3Client s3;

    public S3Staging(S3Client s3) {
        this.s3 = s3;
    }

    @Override
    public Optional<byte[]> read(S3Uri object) {
        try {
            ResponseBytes<GetObjectResponse> answer = s3.getObject(get(object).build(), ResponseTransformer.toBytes());
            return Optional.of(answer.asByteArrayUnsafe());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw S3Failures.reading(object, e);
        }
    }

    @Override
    public void write(S3Uri object, byte[] content) {
        try {
            s3.putObject(request -> request.bucket(object.bucket()).key(object.key()), RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw S3Failures.writing(object, e);
        }
    }

    @Override
    public void readRange(Part part, long from, byte[] buffer, int at, int length) {
        GetObjectRequest request = get(part.uri())
                .range("bytes=%d-%d".formatted(from, from + length - 1))
                .build();
        Received received;
        try {
            received = s3.getObject(request, (answer, body) -> fill(answer, body, buffer, at, length));
        } catch (SdkException e) {
            throw S3Failures.reading(part, e);
        }
        received.check(part, length);
    }

    /** Straight into the buffer: the SDK's own way to an array copies everything once more. */
    private static Received fill(
            GetObjectResponse answer, AbortableInputStream body, byte[] buffer, int at, int length) {
        try {
            return new Received(Optional.ofNullable(answer.contentRange()), body.readNBytes(buffer, at, length));
        } catch (IOException e) {
            // Only this exception makes the SDK repeat a request whose body broke off.
            throw RetryableException.create("the body of a range broke off", e);
        }
    }

    /** What came for a range. */
    private record Received(Optional<String> contentRange, int bytes) {
        void check(Part part, int length) {
            Matcher range = CONTENT_RANGE.matcher(contentRange.orElse(""));
            if (!range.matches()) {
                throw new StagingException(
                        "%s: S3 answered a range with \"%s\" instead of one"
                                .formatted(part.uri(), contentRange.orElse("the whole object")),
                        false,
                        null);
            }
            long total = Long.parseLong(range.group(1));
            if (total != part.bytes()) {
                throw new StagingException(
                        "%s has %d bytes, and its manifest says %d: it was replaced"
                                .formatted(part.uri(), total, part.bytes()),
                        false,
                        null);
            }
            if (bytes != length) {
                throw new StagingException(
                        "%s: %d bytes came of a range of %d".formatted(part.uri(), bytes, length), true, null);
            }
        }
    }

    private static GetObjectRequest.Builder get(S3Uri object) {
        return GetObjectRequest.builder().bucket(object.bucket()).key(object.key());
    }

    @Override
    public List<StagedObject> list(S3Uri prefix) {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(prefix.bucket())
                .prefix(prefix.key())
                .build();
        try {
            return s3.listObjectsV2Paginator(request).contents().stream()
                    .map(object -> new StagedObject(
                            new S3Uri(prefix.bucket(), object.key()), object.size(), object.lastModified()))
                    .toList();
        } catch (SdkException e) {
            throw S3Failures.listing(prefix, e);
        }
    }

    @Override
    public void delete(List<S3Uri> objects) {
        Map<String, List<ObjectIdentifier>> keysByBucket = new LinkedHashMap<>();
        for (S3Uri object : objects) {
            keysByBucket
                    .computeIfAbsent(object.bucket(), bucket -> new ArrayList<>())
                    .add(ObjectIdentifier.builder().key(object.key()).build());
        }
        keysByBucket.forEach(this::delete);
    }

    /** Goes on after a refusal: what can be deleted shall go. */
    private void delete(String bucket, List<ObjectIdentifier> keys) {
        List<S3Error> refusals = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS_A_DELETE) {
            List<ObjectIdentifier> batch = keys.subList(from, Math.min(keys.size(), from + KEYS_A_DELETE));
            refusals.addAll(refusals(bucket, batch));
        }
        if (!refusals.isEmpty()) {
            throw S3Failures.deleting(bucket, refusals);
        }
    }

    private List<S3Error> refusals(String bucket, List<ObjectIdentifier> batch) {
        Delete delete = Delete.builder().objects(batch).quiet(true).build();
        try {
            return s3.deleteObjects(request -> request.bucket(bucket).delete(delete))
                    .errors();
        } catch (SdkException e) {
            throw S3Failures.deleting(new S3Uri(bucket, batch.get(0).key()), e);
        }
    }
}
