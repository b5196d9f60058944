// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3FailuresTest {
    private static final S3Uri OBJECT = S3Uri.parse("s3://bucket/folder/manifest");

    private static SdkException answer(int status, String code) {
        return S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("words")
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, false, s3:ListBucket on bucket bucket",
        "404, NoSuchBucket, false, aws.s3.bucket.name",
        "301, PermanentRedirect, false, aws.s3.region",
        "400, AuthorizationHeaderMalformed, false, aws.s3.region",
        "403, InvalidAccessKeyId, false, aws.access.key.id",
        "400, ExpiredToken, false, aws.access.key.id",
        "403, RequestTimeTooSkewed, false, clock",
        "400, RequestTimeout, true, RequestTimeout",
        "429, TooManyRequests, true, 429",
        "500, InternalError, true, 500",
        "503, SlowDown, true, SlowDown",
        "400, InvalidRequest, false, words",
    })
    void answerSaysWhatToDoAndWhetherItMayPass(int status, String code, boolean retriable, String advice) {
        StagingException failure = S3Failures.reading(OBJECT, answer(status, code));
        assertThat(failure)
                .hasMessageStartingWith("reading s3://bucket/folder/manifest: S3 said \"words\" (%d %s)", status, code)
                .hasMessageContaining(advice);
        assertThat(failure.retriable()).isEqualTo(retriable);
    }

    @Test
    void deniedReadSaysThatA403MayMeanAMissingObject() {
        assertThat(S3Failures.reading(OBJECT, answer(403, "AccessDenied")))
                .hasMessage("reading s3://bucket/folder/manifest: S3 said \"words\" (403 AccessDenied); grant the "
                        + "connector s3:GetObject on s3://bucket/folder/manifest and s3:ListBucket on bucket bucket, "
                        + "without which S3 says 403 where it means 404; an object under a KMS key needs kms:Decrypt "
                        + "too");
    }

    @Test
    void brokenConnectionMayComeBack() {
        StagingException failure =
                S3Failures.listing(OBJECT, SdkClientException.create("connection reset", new IOException("reset")));
        assertThat(failure)
                .hasMessage(
                        "listing s3://bucket/folder/manifest: no answer from S3: connection reset; look at aws.s3.endpoint,"
                                + " aws.s3.region and aws.proxy.url, and at the worker's way to S3 (a NAT gateway, or a VPC endpoint)");
        assertThat(failure.retriable()).isTrue();
    }

    @Test
    void refusedDeletesNameTheFirstAndCountTheOthers() {
        S3Error denied =
                S3Error.builder().key("a").code("AccessDenied").message("no").build();
        S3Error slow = denied.toBuilder().key("b").code("SlowDown").build();
        assertThat(S3Failures.deleting("bucket", List.of(denied, slow)))
                .hasMessage("deleting s3://bucket/a and 1 more: S3 said \"no\" (AccessDenied); grant the connector "
                        + "s3:DeleteObject on them")
                .returns(false, StagingException::retriable);
        assertThat(S3Failures.deleting("bucket", List.of(slow)).retriable()).isTrue();
    }
}
