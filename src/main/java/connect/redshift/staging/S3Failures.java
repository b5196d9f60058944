// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Says what S3's refusals mean to whoever runs the connector, and whether trying again may help. */
final class S3Failures {
    private static final Set<String> PASSING = Set.of(
            "InternalError",
            "ServiceUnavailable",
            "SlowDown",
            "RequestTimeout",
            "Throttling",
            "ThrottlingException",
            "TooManyRequests",
            "OperationAborted");
    private static final Set<String> WRONG_REGION = Set.of(
            "PermanentRedirect",
            "TemporaryRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException");
    private static final Set<String> WRONG_KEYS =
            Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken");

    private static final String NO_WAY =
            "; look at aws.s3.endpoint, aws.s3.region and aws.proxy.url, and at the worker's way"
                    + " to S3 (a NAT gateway, or a VPC endpoint)";

    private S3Failures() {}

    static StagingException reading(S3Uri object, SdkException cause) {
        // Without s3:ListBucket S3 answers 403 for an object that is not there, and "not there" is an answer we need:
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        return failure(
                "reading " + object,
                cause,
                "grant the connector s3:GetObject on %s and s3:ListBucket on bucket %s, without which S3 says 403 "
                                .formatted(object, object.bucket())
                        + "where it means 404; an object under a KMS key needs kms:Decrypt too");
    }

    static StagingException reading(Part part, SdkException cause) {
        if (code(cause).equals("NoSuchKey")) {
            return new GoneException(
                    ("reading %s: it is gone before it was read (NoSuchKey); look for a lifecycle rule or another connector "
                                    + "that deletes under aws.s3.prefix, and set staging.lost.mode=redo to unload the window again")
                            .formatted(part.uri()),
                    cause);
        }
        if (code(cause).equals("InvalidRange")) {
            return new StagingException(
                    "reading %s: it is shorter than the %d bytes that its manifest says (InvalidRange): it was replaced"
                            .formatted(part.uri(), part.bytes()),
                    false,
                    cause);
        }
        return reading(part.uri(), cause);
    }

    static StagingException writing(S3Uri object, SdkException cause) {
        return failure("writing " + object, cause, "grant the connector s3:PutObject on %s".formatted(object));
    }

    static StagingException listing(S3Uri prefix, SdkException cause) {
        return failure(
                "listing " + prefix,
                cause,
                "grant the connector s3:ListBucket on bucket %s".formatted(prefix.bucket()));
    }

    static StagingException deleting(S3Uri first, SdkException cause) {
        return failure("deleting %s and others".formatted(first), cause, "grant the connector s3:DeleteObject on them");
    }

    /** Deletes of which S3 refused some, key by key. */
    static StagingException deleting(String bucket, List<S3Error> refusals) {
        S3Error first = refusals.get(0);
        String others = refusals.size() == 1 ? "" : " and %d more".formatted(refusals.size() - 1);
        int status = first.code().equals("AccessDenied") ? 403 : 200;
        String advice = advice(status, first.code(), "grant the connector s3:DeleteObject on them");
        return new StagingException(
                "deleting %s%s: S3 said \"%s\" (%s)%s"
                        .formatted(new S3Uri(bucket, first.key()), others, first.message(), first.code(), advice),
                refusals.stream().allMatch(refusal -> PASSING.contains(refusal.code())),
                null);
    }

    private static StagingException failure(String what, SdkException cause, String whenDenied) {
        if (!(cause instanceof AwsServiceException refusal)) {
            return new StagingException(
                    "%s: no answer from S3: %s%s".formatted(what, cause.getMessage(), hasIoCause(cause) ? NO_WAY : ""),
                    isPassing(cause),
                    cause);
        }
        String advice = advice(refusal.statusCode(), code(refusal), whenDenied);
        return new StagingException(
                "%s: S3 said \"%s\" (%d %s)%s"
                        .formatted(what, words(refusal), refusal.statusCode(), code(cause), advice),
                isPassing(refusal),
                cause);
    }

    private static String advice(int status, String code, String whenDenied) {
        if (code.equals("NoSuchBucket")) {
            return "; correct aws.s3.bucket.name, or make that bucket";
        }
        if (status == 301 || WRONG_REGION.contains(code)) {
            return "; the bucket is in another region: set aws.s3.region to it";
        }
        if (WRONG_KEYS.contains(code)) {
            return "; look at aws.s3.access.key.id and aws.s3.secret.access.key or, without them, at aws.access.key.id and"
                    + " aws.secret.access.key, at their session token, or at where the worker gets its credentials if"
                    + " these are not set";
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return "; set the worker's clock";
        }
        return status == 403 ? "; " + whenDenied : "";
    }

    private static boolean isPassing(AwsServiceException refusal) {
        return refusal.statusCode() >= 500 || refusal.statusCode() == 429 || PASSING.contains(code(refusal));
    }

    /**
     * Whether what kept us from S3 may pass. Credentials that cannot be loaded are taken so as well: where they come
     * from is a service of its own, and the checks before a start find those that are plainly missing.
     */
    private static boolean isPassing(SdkException cause) {
        if (cause.retryable() || String.valueOf(cause.getMessage()).startsWith("Unable to load credentials")) {
            return true;
        }
        return hasIoCause(cause)
                || cause instanceof ApiCallTimeoutException
                || cause instanceof ApiCallAttemptTimeoutException
                || cause instanceof AbortedException;
    }

    private static boolean hasIoCause(SdkException cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static String code(SdkException cause) {
        if (!(cause instanceof AwsServiceException refusal)) {
            return "";
        }
        return Optional.ofNullable(refusal.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("without a code");
    }

    private static String words(AwsServiceException refusal) {
        return Optional.ofNullable(refusal.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("nothing");
    }
}
