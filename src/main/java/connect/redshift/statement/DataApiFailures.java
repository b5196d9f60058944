// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What went wrong with the Data API: retry or give up, and what the user can do. Codes come first; texts are matched
 * only where Redshift gives nothing else, and each has a captured sample in the test.
 */
final class DataApiFailures {
    private static final Set<String> PASSING_CODES = Set.of(
            "ActiveStatementsExceededException",
            "ActiveSessionsExceededException",
            "ActiveWaitingRequestsExceededException",
            "ExecuteStatementException",
            "DatabaseConnectionException",
            "InternalServerException",
            "InternalFailure",
            "ServiceUnavailable",
            "ThrottlingException",
            "TooManyRequestsException",
            // The provider has fresh credentials at the next call.
            "ExpiredTokenException",
            "RequestExpired");

    private static final Set<String> WRONG_KEYS =
            Set.of("UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException");

    /** A failed statement whose text holds one of these may succeed if it is run again. */
    private static final List<String> PASSING_TEXTS = List.of(
            "serializable isolation violation",
            "conflict with concurrent transaction",
            "could not open relation with oid",
            "concurrent ddl committed",
            "canretry 1",
            "connection",
            "query timed out",
            "gives no reason",
            "resize",
            "resuming");

    /** What a text in an error means for the user, by what Redshift says. */
    private enum Advice {
        ENDPOINT("endpoint doesn't exist", "Check redshift.workgroup or redshift.cluster.id and aws.region."),
        SCOPE("credential should be scoped to a valid region", "Check aws.region."),
        SECRET(
                "username and password in secret",
                "Put {\"username\": …, \"password\": …} into the secret of redshift.secret.arn."),
        // All four before RELATION, whose sign they hold.
        DATABASE("fatal: database", "Check redshift.database."),
        BUCKET("specified bucket does not exist", "Check aws.s3.bucket.name."),
        COLUMN("error: column ", "Check its spelling. " + Advice.CAPITALS),
        FUNCTION("error: function ", "Check its name and the types of what it is given."),
        RELATION(
                "does not exist",
                "Check that the table exists in redshift.database and that the database user was granted USAGE on its schema. "
                        + Advice.CAPITALS),
        PERMISSION("permission denied", "GRANT SELECT on the table and USAGE on its schema to the database user."),
        ASSUME(
                "not authorized to assume",
                "Attach the role of unload.iam.role to the cluster or namespace and let it trust redshift.amazonaws.com"
                        + " and redshift-serverless.amazonaws.com."),
        REGION("different region", "Set aws.s3.region to the region of the bucket aws.s3.bucket.name."),
        ADDRESSED("must be addressed using the specified endpoint", "Set aws.s3.region to the bucket's region."),
        S3_DENIED("accessdenied", Advice.S3_ACTIONS),
        S3_ACTION_DENIED("not authorized to perform: s3:", Advice.S3_ACTIONS),
        NOT_EMPTY(
                "destination on s3 is not empty",
                "Another writer uses the same aws.s3.prefix; give each connector its own.");

        /** Without it Redshift folds even quoted names, which its catalog shows as they are. */
        private static final String CAPITALS =
                "A name with capitals needs enable_case_sensitive_identifier for the database user.";

        private static final String KEYS =
                "Check aws.access.key.id, its secret and its session token, or where the worker gets its"
                        + " credentials if these are not set.";

        private static final String S3_ACTIONS =
                "The role of unload.iam.role needs s3:PutObject, s3:GetObject, s3:ListBucket and s3:GetBucketLocation"
                        + " on aws.s3.bucket.name.";

        private final String sign;
        private final String text;

        Advice(String sign, String text) {
            this.sign = sign;
            this.text = text;
        }
    }

    private static final String NO_WAY =
            ". Check aws.redshift.data.endpoint, aws.region and aws.proxy.url, and the worker's way to"
                    + " the Redshift Data API.";

    private DataApiFailures() {}

    static StatementException ofCall(String what, SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            String code = answer.awsErrorDetails() == null
                    ? ""
                    : answer.awsErrorDetails().errorCode();
            String words = answer.awsErrorDetails() == null
                    ? answer.getMessage()
                    : answer.awsErrorDetails().errorMessage();
            boolean retriable = answer.isThrottlingException()
                    || answer.statusCode() >= 500
                    || PASSING_CODES.contains(code)
                    || hidesThrottling(words);
            return new StatementException(
                    "Could not %s: Redshift Data API answered %s: %s%s"
                            .formatted(what, code, words, adviceFor(code, words)),
                    retriable,
                    answer);
        }
        boolean retriable = failure instanceof ApiCallTimeoutException || hasIoCause(failure);
        return new StatementException(
                "Could not %s: %s%s".formatted(what, failure.getMessage(), retriable ? NO_WAY : ""),
                retriable,
                failure);
    }

    private static boolean hasIoCause(Throwable failure) {
        return failure instanceof IOException || (failure.getCause() != null && hasIoCause(failure.getCause()));
    }

    static StatementState.Failed ofStatement(String error) {
        String lower = error.toLowerCase(Locale.ROOT);
        return new StatementState.Failed(
                error + adviceFor("", error), PASSING_TEXTS.stream().anyMatch(lower::contains));
    }

    /** A cancel that comes too late is no failure. */
    static boolean saysAlreadyEnded(SdkException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("could not cancel a query that is already in");
    }

    /**
     * Throttling by a service behind the Data API arrives as a ValidationException, which no SDK retries (seen in
     * jitsucom/jitsu#1464 and handled by spark-redshift).
     */
    private static boolean hidesThrottling(String words) {
        String lower = String.valueOf(words).toLowerCase(Locale.ROOT);
        return lower.contains("throttling") || lower.contains("rate exceeded");
    }

    /** What follows Redshift's words, which may or may not end their sentence. */
    private static String adviceFor(String code, String words) {
        String found = String.valueOf(words);
        return advice(code, found)
                .map(text -> (found.endsWith(".") ? " " : ". ") + text)
                .orElse("");
    }

    private static Optional<String> advice(String code, String words) {
        if (code.equals("AccessDeniedException")) {
            return Optional.of(denied(words));
        }
        String lower = words.toLowerCase(Locale.ROOT);
        return Arrays.stream(Advice.values())
                .filter(advice -> lower.contains(advice.sign))
                .map(advice -> advice.text)
                .findFirst()
                .or(() -> WRONG_KEYS.contains(code) ? Optional.of(Advice.KEYS) : Optional.empty());
    }

    /** AWS's own policy for the Data API allows two actions on what is tagged only, and one for one user only. */
    private static String denied(String words) {
        String managed = "; the managed policy AmazonRedshiftDataFullAccess does so only %s.";
        if (words.contains("secretsmanager:GetSecretValue")) {
            return "Allow secretsmanager:GetSecretValue on the secret of redshift.secret.arn"
                    + managed.formatted("where the secret has the tag RedshiftDataFullAccess");
        }
        if (words.contains("redshift-serverless:GetCredentials")) {
            return "Allow redshift-serverless:GetCredentials on the workgroup of redshift.workgroup"
                    + managed.formatted("where the workgroup has the tag RedshiftDataFullAccess");
        }
        if (words.contains("redshift:GetClusterCredentials on ")) {
            return "Allow redshift:GetClusterCredentials on the dbuser of redshift.db.user and on the dbname"
                    + managed.formatted("for the user redshift_data_api_user");
        }
        return "Allow that action in the IAM policy of the connector's AWS identity"
                + " (aws.sts.role.arn, aws.profile or aws.access.key.id, where one is set); config/iam has a policy for each"
                + " way to connect.";
    }
}
