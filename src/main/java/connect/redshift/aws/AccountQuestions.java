// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshift.model.Cluster;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.redshiftserverless.model.Namespace;
import software.amazon.awssdk.services.redshiftserverless.model.Workgroup;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * What AWS can tell of a configuration before anything runs. No stream needs these answers, so no permission is needed
 * for them: what AWS refuses to say or has no time for is empty. Services that the worker may have no way to, because
 * others have addresses of their own and they have none, are not asked. Every call blocks.
 */
public final class AccountQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(AccountQuestions.class);

    /** A namespace tells a role as {@code IamRole(applyStatus=in-sync, iamRoleArn=arn:…)}. */
    private static final Pattern ROLE = Pattern.compile("arn:[^,)\\s]+");

    /** In these a cluster takes no statements (management guide, "Cluster status"). */
    private static final Set<String> NO_STATEMENTS = Set.of(
            "creating",
            "deleting",
            "final-snapshot",
            "hardware-failure",
            "incompatible-hsm",
            "incompatible-network",
            "incompatible-parameters",
            "incompatible-restore",
            "paused",
            "pausing",
            "rebooting",
            "resuming",
            "CREATING",
            "DELETING");

    private final Clients clients;
    private final AwsAccess access;

    /** Each is made when it is first asked for. */
    record Clients(
            Supplier<StsClient> caller,
            Supplier<StsClient> stagingCaller,
            Supplier<RedshiftClient> redshift,
            Supplier<RedshiftServerlessClient> serverless) {}

    /**
     * Why a caller cannot call.
     *
     * @param role whether it is a role that could not be taken on
     */
    public record Refused(boolean role, String message) {}

    /**
     * A workgroup or a cluster.
     *
     * @param status in AWS's word
     * @param roles ARNs of what is attached; empty where nobody may say
     * @param defaultRole which of them UNLOAD takes by itself
     */
    public record Warehouse(String status, Optional<Set<String>> roles, Optional<String> defaultRole) {
        public boolean takesStatements() {
            return !NO_STATEMENTS.contains(status);
        }
    }

    AccountQuestions(Clients clients, AwsAccess access) {
        this.clients = clients;
        this.access = access;
    }

    /** What is wrong with who calls Redshift's services. */
    public Optional<Refused> refusedCaller() {
        return refused(clients.caller(), access.callers().redshift(), "aws.", "aws.");
    }

    /** What is wrong with who reads the staged files. */
    public Optional<Refused> refusedStagingCaller() {
        boolean own = !access.callers()
                .s3()
                .source()
                .equals(access.callers().redshift().source());
        return refused(clients.stagingCaller(), access.callers().s3(), own ? "aws.s3." : "aws.", "aws.s3.");
    }

    /** With what the settings of keys, and those of roles, begin with. */
    private Optional<Refused> refused(Supplier<StsClient> caller, AwsIdentity identity, String keys, String roles) {
        if (!isReachable(access.endpoints().sts())) {
            return Optional.empty();
        }
        try {
            caller.get().getCallerIdentity();
            return Optional.empty();
        } catch (SdkException failure) {
            if (isNoAnswer(failure)) {
                LOG.info("STS could not say who calls: {}", failure.getMessage());
                return Optional.empty();
            }
            return Optional.of(CallerFailures.of(failure, identity, keys, roles));
        }
    }

    /** Empty where it may not be told; throws {@link LoginException} where there is no such workgroup. */
    public Optional<Warehouse> workgroup(String name) {
        return asked(access.endpoints().serverless(), "redshift-serverless:GetWorkgroup", "workgroup " + name, () -> {
            Workgroup workgroup = clients.serverless()
                    .get()
                    .getWorkgroup(get -> get.workgroupName(name))
                    .workgroup();
            Optional<Namespace> namespace = namespace(workgroup.namespaceName());
            return new Warehouse(
                    workgroup.statusAsString(),
                    namespace.map(found -> roles(found.iamRoles())),
                    namespace.map(Namespace::defaultIamRoleArn).filter(arn -> !arn.isEmpty()));
        });
    }

    private Optional<Namespace> namespace(String name) {
        return asked(
                access.endpoints().serverless(),
                "redshift-serverless:GetNamespace",
                "namespace " + name,
                () -> clients.serverless()
                        .get()
                        .getNamespace(get -> get.namespaceName(name))
                        .namespace());
    }

    /** Empty where it may not be told; throws {@link LoginException} where there is no such cluster. */
    public Optional<Warehouse> cluster(String id) {
        return asked(access.endpoints().redshift(), "redshift:DescribeClusters", "cluster " + id, () -> {
            List<Cluster> found = clients.redshift()
                    .get()
                    .describeClusters(describe -> describe.clusterIdentifier(id))
                    .clusters();
            Cluster cluster = found.get(0);
            return new Warehouse(
                    cluster.clusterStatus(),
                    Optional.of(cluster.iamRoles().stream()
                            .map(role -> role.iamRoleArn())
                            .collect(Collectors.toUnmodifiableSet())),
                    Optional.ofNullable(cluster.defaultIamRoleArn()).filter(arn -> !arn.isEmpty()));
        });
    }

    private <T> Optional<T> asked(Optional<URI> endpoint, String action, String subject, Supplier<T> question) {
        if (!isReachable(endpoint)) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.get());
        } catch (SdkException failure) {
            if (isNoAnswer(failure) || LoginFailures.isDenied(failure)) {
                LOG.info("{} for {} was not answered, and is not needed: {}", action, subject, failure.getMessage());
                return Optional.empty();
            }
            throw LoginFailures.of(action, subject, failure);
        }
    }

    /** Where some services have addresses of their own, the public ones of the others may be out of reach. */
    private boolean isReachable(Optional<URI> endpoint) {
        return endpoint.isPresent()
                || (access.endpoints().equals(AwsAccess.Endpoints.PUBLIC)
                        && access.s3().endpoint().isEmpty());
    }

    private static boolean isNoAnswer(SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return answer.isThrottlingException() || answer.statusCode() >= 500;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // A file of the worker's, such as a web identity token, is not AWS's to answer for.
            if (cause instanceof FileSystemException) {
                return false;
            }
            if (cause instanceof IOException
                    || cause instanceof ApiCallTimeoutException
                    || cause instanceof ApiCallAttemptTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> roles(List<String> told) {
        return told.stream()
                .flatMap(text -> ROLE.matcher(text).results())
                .map(MatchResult::group)
                .collect(Collectors.toUnmodifiableSet());
    }
}
