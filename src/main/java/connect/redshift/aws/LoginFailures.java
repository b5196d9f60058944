// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What Secrets Manager and Redshift's own APIs answer when they give no login: retry or give up, and what to do. */
final class LoginFailures {
    /** Codes of "you may not" of the JSON and of the query protocol. */
    private static final Set<String> DENIED = Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");

    private static final Map<String, String> ADVICE = Map.of(
            "ResourceNotFoundException", "Check %s, aws.region and the account.",
            "ClusterNotFound", "Check %s, aws.region and the account.",
            "ClusterNotFoundFault", "Check %s, aws.region and the account.",
            "DecryptionFailure", "Allow kms:Decrypt on the KMS key of the secret of %s.");

    private LoginFailures() {}

    /**
     * A call that failed.
     *
     * @param action as IAM policies name it
     * @param subject what it was asked about
     */
    static LoginException of(String action, String subject, SdkException failure) {
        if (!(failure instanceof AwsServiceException answer)) {
            boolean retriable = failure instanceof ApiCallTimeoutException || hasIoCause(failure);
            return new LoginException(
                    "No answer from %s for %s: %s".formatted(action, subject, failure.getMessage()),
                    retriable,
                    failure);
        }
        Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
        String code = details.map(AwsErrorDetails::errorCode).orElse("");
        String words = details.map(AwsErrorDetails::errorMessage).orElse(String.valueOf(answer.getMessage()));
        boolean retriable = answer.isThrottlingException() || answer.statusCode() >= 500;
        return new LoginException(
                "%s for %s answered %s: %s%s"
                        .formatted(action, subject, code, sentence(words), advice(action, subject, code)),
                retriable,
                answer);
    }

    /** Whether the caller may not do what it asked for. */
    static boolean isDenied(SdkException failure) {
        return failure instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && DENIED.contains(answer.awsErrorDetails().errorCode());
    }

    private static String advice(String action, String subject, String code) {
        return DENIED.contains(code)
                ? " Allow %s on %s (%s) in the IAM policy of the connector's AWS identity."
                        .formatted(action, subject, setting(action))
                : Optional.ofNullable(ADVICE.get(code))
                        .map(text -> " " + text.formatted(setting(action)))
                        .orElse("");
    }

    /** What names that which is asked about; a host may stand for the last two. */
    private static String setting(String action) {
        if (action.startsWith("secretsmanager:")) {
            return "redshift.secret.arn";
        }
        return action.startsWith("redshift-serverless:")
                ? "redshift.workgroup or redshift.host"
                : "redshift.cluster.id or redshift.host";
    }

    private static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }

    private static boolean hasIoCause(Throwable failure) {
        return failure instanceof IOException || (failure.getCause() != null && hasIoCause(failure.getCause()));
    }
}
