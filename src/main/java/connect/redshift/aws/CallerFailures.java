// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import connect.redshift.aws.AccountQuestions.Refused;
import connect.redshift.aws.AwsIdentity.Source;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What STS answers, and what the SDK says, when nobody can call AWS: what it means and what to do. */
final class CallerFailures {
    private CallerFailures() {}

    /**
     * A caller who was refused, or who never came to be.
     *
     * @param keys what the settings of its keys begin with
     * @param roles what the settings of its roles begin with
     */
    static Refused of(SdkException failure, AwsIdentity identity, String keys, String roles) {
        if (!(failure instanceof AwsServiceException answer)) {
            return new Refused(
                    false,
                    "There are no credentials to call AWS with: %s %s"
                            .formatted(sentence(failure.getMessage()), whereFrom(identity.source(), keys)));
        }
        Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
        String code = details.map(AwsErrorDetails::errorCode).orElse("");
        String words = String.valueOf(details.map(AwsErrorDetails::errorMessage).orElse(answer.getMessage()));
        boolean role = words.contains("sts:AssumeRole");
        String advice = role
                ? ("Allow the caller sts:AssumeRole on the role (%1$ssts.role.arn), and let the role's trust policy name the"
                                + " caller, with the external id of %1$ssts.role.external.id where it asks for one.")
                        .formatted(roles)
                : advice(code, identity.source(), keys);
        return new Refused(role, "STS answered %s: %s %s".formatted(code, sentence(words), advice));
    }

    private static String advice(String code, Source source, String keys) {
        if (!(source instanceof Source.StaticKeys)) {
            return whereFrom(source, keys);
        }
        return switch (code) {
            case "SignatureDoesNotMatch" ->
                "Set %1$ssecret.access.key to the secret of %1$saccess.key.id; where it is, look at the worker's clock."
                        .formatted(keys);
            case "ExpiredToken", "ExpiredTokenException" ->
                ("Set a new %1$saccess.key.id with its %1$ssecret.access.key and %1$ssession.token, or leave them out and take"
                                + " what renews itself: a role, a profile or what the worker has.")
                        .formatted(keys);
            default ->
                ("Set %1$saccess.key.id and %1$ssecret.access.key to a key that is active in the account, with"
                                + " %1$ssession.token where it is a temporary one.")
                        .formatted(keys);
        };
    }

    private static String whereFrom(Source source, String keys) {
        if (source instanceof Source.Profile profile) {
            return "Add the profile %s (%sprofile) to the worker's AWS configuration files, with credentials that are valid."
                    .formatted(profile.name(), keys);
        }
        if (source instanceof Source.WebIdentity) {
            return "Let aws.web.identity.token.file name a readable file with a token that the trust policy of the first role"
                    + " of aws.sts.role.arn accepts.";
        }
        if (source instanceof Source.Plugged) {
            return "Look at the class of aws.credentials.provider.";
        }
        return "Set %1$saccess.key.id and %1$ssecret.access.key or %1$sprofile, or give the worker an identity: its environment,"
                        .formatted(keys)
                + " files, web identity, container or instance.";
    }

    private static String sentence(String words) {
        String text = String.valueOf(words).strip();
        return text.endsWith(".") ? text : text + ".";
    }
}
