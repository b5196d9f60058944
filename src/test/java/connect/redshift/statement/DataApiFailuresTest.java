// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Texts as they were captured from AWS, in the docs or in users' reports. */
final class DataApiFailuresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ActiveStatementsExceededException | 400 | Active statements exceeded the allowed quota (500). | true
            ActiveSessionsExceededException | 400 | Too many sessions. | true
            ExecuteStatementException | 500 | The SQL statement encountered an environmental error while running. | true
            DatabaseConnectionException | 500 | Cannot connect. | true
            InternalServerException | 500 | Internal error. | true
            ThrottlingException | 400 | Rate exceeded | true
            ExpiredTokenException | 403 | The security token included in the request is expired | true
            # A service behind the Data API throttles under a false name.
            ValidationException | 400 | Throttling: Rate exceeded for DescribeSecret | true
            ValidationException | 400 | username and password in secret cannot be empty | false
            ResourceNotFoundException | 400 | Query does not exist. | false
            UnrecognizedClientException | 403 | The security token included in the request is invalid. | false
            AccessDeniedException | 403 | User is not authorized to perform: redshift-data:ExecuteStatement | false
            """)
    void callFailures(String code, int status, String words, boolean retriable) {
        StatementException failure = DataApiFailures.ofCall("submit x", answer(code, status, words));
        assertThat(failure.retriable()).as(words).isEqualTo(retriable);
        assertThat(failure)
                .hasMessageStartingWith("Could not submit x: Redshift Data API answered " + code + ": " + words);
    }

    @Test
    void brokenConnectionsPass() {
        assertThat(DataApiFailures.ofCall(
                                "submit x",
                                SdkClientException.create("Unable to execute HTTP request", new IOException("reset")))
                        .retriable())
                .isTrue();
        assertThat(DataApiFailures.ofCall("submit x", SdkClientException.create("Unable to load credentials"))
                        .retriable())
                .isFalse();
    }

    @Test
    void deniedCallsSayWhereToAllowThem() {
        assertThat(DataApiFailures.ofCall("submit x", answer("AccessDeniedException", 403, "no")))
                .hasMessageEndingWith(
                        " Allow that action in the IAM policy of the connector's AWS identity"
                                + " (aws.sts.role.arn, aws.profile or aws.access.key.id, where one is set); config/iam has a policy for each way to connect.");
    }

    @Test
    void aMissingEndpointIsAWrongName() {
        assertThat(DataApiFailures.ofCall(
                        "submit x",
                        answer("ValidationException", 400, "Redshift endpoint doesn't exist in this region.")))
                .hasMessageEndingWith(" Check redshift.workgroup or redshift.cluster.id and aws.region.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ERROR: syntax error at or near "FROM" | false | ''
            ERROR: relation "x" does not exist | false | Check that the table exists in redshift.database
            ERROR: column "Id" does not exist in t | false | Check its spelling. A name with capitals needs enable_case_sensitive_identifier
            ERROR: function sha3(character varying) does not exist | false | Check its name and the types of what it is given.
            FATAL: database "prod" does not exist | false | . Check redshift.database.
            ERROR: permission denied for relation x | false | GRANT SELECT on the table
            1023 Serializable isolation violation on table | true | ''
            # Its words hold "does not exist", which is no table here.
            S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket | false | Check aws.s3.bucket.name.
            S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid A,CanRetry 1 | true | needs s3:PutObject
            S3ServiceException:User: arn:aws:sts::1:assumed-role/r/RedshiftIamRoleSession is not authorized to perform: s3:PutObject on resource: x | false | needs s3:PutObject
            User arn:aws:redshift:eu-west-1:1:dbuser:c/u is not authorized to assume IAM Role arn:aws:iam::1:role/r | false | Attach the role of unload.iam.role
            The S3 bucket addressed by the query is in a different region from this cluster | false | Set aws.s3.region
            S3ServiceException:The bucket you are attempting to access must be addressed using the specified endpoint | false | Set aws.s3.region
            Specified unload destination on S3 is not empty. Consider using a different bucket / prefix | false | Another writer uses the same aws.s3.prefix
            """)
    void statementFailures(String error, boolean retriable, String advice) {
        StatementState.Failed failed = DataApiFailures.ofStatement(error);
        assertThat(failed.retriable()).as(error).isEqualTo(retriable);
        assertThat(failed.error()).startsWith(error);
        assertThat(failed.error().substring(error.length())).contains(advice);
        assertThat(failed.error().length() > error.length()).as("has advice").isEqualTo(!advice.isEmpty());
    }

    @Test
    void cancellingWhatHasEndedIsNoFailure() {
        assertThat(DataApiFailures.saysAlreadyEnded(answer(
                        "ValidationException",
                        400,
                        "Could not cancel a query that is already in FINISHED state with ID: 1")))
                .isTrue();
        assertThat(DataApiFailures.saysAlreadyEnded(answer("ValidationException", 400, "id must satisfy regex")))
                .isFalse();
    }

    private static AwsServiceException answer(String code, int status, String words) {
        return AwsServiceException.builder()
                .statusCode(status)
                .message(words)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(words)
                        .build())
                .build();
    }
}
