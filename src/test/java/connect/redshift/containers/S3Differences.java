// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import connect.redshift.emulator.LocalS3;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Asks LocalStack's S3 and S3Proxy, on which all other tests run, the same questions, and tells where the answers differ. */
final class S3Differences {
    private static final String BUCKET = "differences";

    /** What was found, question by question; a new version of either may change it. */
    static final List<String> KNOWN = List.of(
            "S3, GET with a wrong secret key: LocalStack \"0123456789\", S3Proxy 403 SignatureDoesNotMatch",
            "S3, checksum of a GET that asks for it: LocalStack CRC32 poTHxg==, S3Proxy none",
            "S3, PUT under a key of 1025 bytes: LocalStack 400 KeyTooLongError, S3Proxy done",
            "S3, region of the bucket: LocalStack us-east-1, S3Proxy none",
            "S3, bucket made a second time: LocalStack done, S3Proxy 409 BucketAlreadyOwnedByYou");

    private S3Differences() {}

    /** One line a difference: question, LocalStack's answer, S3Proxy's. */
    static List<String> between(URI localStack) {
        List<String> differences = new ArrayList<>();
        try (LocalS3 s3Proxy = LocalS3.start();
                S3Client ours = LocalS3.client(s3Proxy.endpoint(), s3Proxy.accessKey(), s3Proxy.secretKey());
                S3Client oursUnsigned = LocalS3.client(s3Proxy.endpoint(), s3Proxy.accessKey(), "wrong");
                S3Client theirs = LocalS3.client(localStack, s3Proxy.accessKey(), s3Proxy.secretKey());
                S3Client theirsUnsigned = LocalS3.client(localStack, s3Proxy.accessKey(), "wrong")) {
            prepare(ours);
            prepare(theirs);
            differ(differences, "GET with a wrong secret key", theirsUnsigned, oursUnsigned, read(get -> get));
            questions().forEach((question, ask) -> differ(differences, question, theirs, ours, ask));
        }
        return differences;
    }

    private static void prepare(S3Client s3) {
        s3.createBucket(request -> request.bucket(BUCKET));
        s3.putObject(request -> request.bucket(BUCKET).key("object"), RequestBody.fromString("0123456789"));
    }

    private static Map<String, Function<S3Client, String>> questions() {
        Map<String, Function<S3Client, String>> questions = new LinkedHashMap<>();
        questions.put("GET", read(get -> get));
        questions.put("GET of no object", read(get -> get.key("nothing")));
        questions.put("GET from no bucket", read(get -> get.bucket("no-such-bucket")));
        questions.put("GET of a range", read(get -> get.range("bytes=2-4")));
        questions.put("GET of a range beyond the end", read(get -> get.range("bytes=10-12")));
        questions.put("GET of a range with another ETag", read(get -> get.range("bytes=0-1")
                .ifMatch("\"other\"")));
        questions.put(
                "GET with another account as the bucket's owner", read(get -> get.expectedBucketOwner("999999999999")));
        questions.put("GET of a part's number", read(get -> get.partNumber(1)));
        questions.put("checksum of a GET that asks for it", S3Differences::checksum);
        questions.put("PUT under a KMS key that is not there", write(put -> put.serverSideEncryption(
                        ServerSideEncryption.AWS_KMS)
                .ssekmsKeyId("arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000")));
        questions.put("PUT with tags", write(put -> put.tagging("a=b")));
        questions.put("PUT under a key of 1025 bytes", write(put -> put.key("k".repeat(1025))));
        questions.put("region of the bucket", S3Differences::region);
        questions.put("DELETE of no object", s3 -> {
            s3.deleteObject(delete -> delete.bucket(BUCKET).key("nothing"));
            return "done";
        });
        questions.put("bucket made a second time", s3 -> {
            s3.createBucket(request -> request.bucket(BUCKET));
            return "done";
        });
        return questions;
    }

    private static void differ(
            List<String> differences,
            String question,
            S3Client localStack,
            S3Client s3Proxy,
            Function<S3Client, String> ask) {
        String theirs = answer(localStack, ask);
        String ours = answer(s3Proxy, ask);
        if (!theirs.equals(ours)) {
            differences.add("S3, %s: LocalStack %s, S3Proxy %s".formatted(question, theirs, ours));
        }
    }

    private static String answer(S3Client s3, Function<S3Client, String> ask) {
        try {
            return ask.apply(s3);
        } catch (S3Exception refused) {
            return refused.statusCode() + " " + refused.awsErrorDetails().errorCode();
        } catch (SdkException failure) {
            return failure.getClass().getSimpleName();
        }
    }

    private static Function<S3Client, String> read(UnaryOperator<GetObjectRequest.Builder> change) {
        GetObjectRequest request = change.apply(
                        GetObjectRequest.builder().bucket(BUCKET).key("object"))
                .build();
        return s3 -> "\"" + s3.getObjectAsBytes(request).asUtf8String() + "\"";
    }

    private static Function<S3Client, String> write(UnaryOperator<PutObjectRequest.Builder> change) {
        PutObjectRequest request = change.apply(
                        PutObjectRequest.builder().bucket(BUCKET).key("written"))
                .build();
        return s3 -> {
            s3.putObject(request, RequestBody.fromString("x"));
            return "done";
        };
    }

    private static String checksum(S3Client s3) {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(get -> get.bucket(BUCKET).key("object").checksumMode(ChecksumMode.ENABLED))) {
            object.abort();
            return object.response().checksumCRC32() == null
                    ? "none"
                    : "CRC32 " + object.response().checksumCRC32();
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static String region(S3Client s3) {
        String region = s3.headBucket(head -> head.bucket(BUCKET)).bucketRegion();
        return region == null ? "none" : region;
    }
}
