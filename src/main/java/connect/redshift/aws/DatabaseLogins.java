// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import connect.redshift.aws.LoginRequest.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshift.model.Cluster;
import software.amazon.awssdk.services.redshift.model.GetClusterCredentialsResponse;
import software.amazon.awssdk.services.redshift.model.GetClusterCredentialsWithIamResponse;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.redshiftserverless.model.Endpoint;
import software.amazon.awssdk.services.redshiftserverless.model.GetCredentialsResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Finds the login of a database connection: what is set counts, then what the secret has, then what AWS tells and gives.
 * Asks AWS each time and keeps nothing; callers keep what they got.
 */
public final class DatabaseLogins {
    /** A connection takes a while to open, and clocks differ. */
    private static final Duration EARLY = Duration.ofMinutes(1);

    private static final int PORT = 5439;

    private final LoginRequest request;
    private final Clients clients;

    /** Whom to ask; each is built when it is first needed, and some never are. */
    record Clients(
            Supplier<SecretsManagerClient> secrets,
            Supplier<RedshiftClient> redshift,
            Supplier<RedshiftServerlessClient> serverless) {}

    /** Made by {@link AwsClients#logins}. */
    DatabaseLogins(LoginRequest request, Clients clients) {
        this.request = request;
        this.clients = clients;
    }

    private record Address(String host, int port) {}

    /** Blocks for up to three calls; throws {@link LoginException}. */
    public DatabaseLogin find() {
        SecretFields secret = request.secretId().map(this::secret).orElseGet(SecretFields::none);
        Optional<String> user = request.user().name().or(secret::user);
        Optional<String> password = request.user().password().or(secret::password);
        Optional<String> cluster = request.place().workgroup().isPresent()
                ? Optional.empty()
                : request.place().cluster().or(secret::cluster);
        if (user.isPresent() && password.isPresent()) {
            Address address = address(secret, cluster);
            return new DatabaseLogin(
                    address.host(), address.port(), user.get(), password.get(), Optional.empty(), Optional.empty());
        }
        if (password.isPresent()) {
            throw new LoginException(
                    "Whose password it is was not said: set redshift.db.user, or put username into the secret of redshift.secret.arn.");
        }
        Place place = request.place();
        if (place.workgroup().isEmpty() && cluster.isEmpty()) {
            throw new LoginException(
                    "The secret of redshift.secret.arn has no password, and nothing names a workgroup or cluster that AWS could"
                            + " give temporary credentials for: put username and password into the secret, or set redshift.workgroup"
                            + " or redshift.cluster.id.");
        }
        Address address = address(secret, cluster);
        if (place.workgroup().isPresent()) {
            return ofWorkgroup(address, place.workgroup().get());
        }
        return user.isPresent() ? ofUser(address, cluster.get(), user.get()) : ofCaller(address, cluster.get());
    }

    private Address address(SecretFields secret, Optional<String> cluster) {
        Optional<String> host = request.place().host().or(secret::host);
        Optional<Integer> port = request.place().port().or(secret::port);
        if (host.isPresent()) {
            return new Address(host.get(), port.orElse(PORT));
        }
        if (request.place().workgroup().isPresent()) {
            return addressOfWorkgroup(request.place().workgroup().get(), port);
        }
        return addressOfCluster(
                cluster.orElseThrow(
                        () -> new LoginException(
                                "Neither the settings nor the secret of redshift.secret.arn say where to connect to: set redshift.host.")),
                port);
    }

    private SecretFields secret(String id) {
        String text = ask("secretsmanager:GetSecretValue", "secret " + id, () -> clients.secrets()
                .get()
                .getSecretValue(get -> get.secretId(id))
                .secretString());
        return Optional.ofNullable(text)
                .flatMap(SecretFields::parse)
                .orElseThrow(() -> new LoginException(
                        "Secret %s (redshift.secret.arn) is no JSON object such as {\"username\": …, \"password\": …}."
                                .formatted(id)));
    }

    private Address addressOfWorkgroup(String workgroup, Optional<Integer> port) {
        Endpoint endpoint = ask("redshift-serverless:GetWorkgroup", "workgroup " + workgroup, () -> clients.serverless()
                .get()
                .getWorkgroup(get -> get.workgroupName(workgroup))
                .workgroup()
                .endpoint());
        if (endpoint == null || endpoint.address() == null) {
            throw new LoginException("Workgroup %s has no endpoint yet; set redshift.host.".formatted(workgroup));
        }
        return new Address(endpoint.address(), port.orElse(endpoint.port()));
    }

    private Address addressOfCluster(String cluster, Optional<Integer> port) {
        List<Cluster> found = ask("redshift:DescribeClusters", "cluster " + cluster, () -> clients.redshift()
                .get()
                .describeClusters(describe -> describe.clusterIdentifier(cluster))
                .clusters());
        return found.stream()
                .map(Cluster::endpoint)
                .filter(endpoint -> endpoint != null && endpoint.address() != null)
                .findFirst()
                .map(endpoint -> new Address(endpoint.address(), port.orElse(endpoint.port())))
                .orElseThrow(() -> new LoginException(
                        "Cluster %s has no endpoint: it may be paused or being made.".formatted(cluster)));
    }

    private DatabaseLogin ofWorkgroup(Address address, String workgroup) {
        GetCredentialsResponse given =
                ask("redshift-serverless:GetCredentials", "workgroup " + workgroup, () -> clients.serverless()
                        .get()
                        .getCredentials(get -> get.workgroupName(workgroup)
                                .dbName(request.place().database())
                                .durationSeconds(seconds())));
        return temporary(
                address,
                given.dbUser(),
                given.dbPassword(),
                given.expiration(),
                Optional.ofNullable(given.nextRefreshTime()));
    }

    private DatabaseLogin ofCaller(Address address, String cluster) {
        GetClusterCredentialsWithIamResponse given =
                ask("redshift:GetClusterCredentialsWithIAM", "cluster " + cluster, () -> clients.redshift()
                        .get()
                        .getClusterCredentialsWithIAM(get -> get.clusterIdentifier(cluster)
                                .dbName(request.place().database())
                                .durationSeconds(seconds())));
        return temporary(
                address,
                given.dbUser(),
                given.dbPassword(),
                given.expiration(),
                Optional.ofNullable(given.nextRefreshTime()));
    }

    private DatabaseLogin ofUser(Address address, String cluster, String user) {
        LoginRequest.Temporary wanted = request.temporary();
        GetClusterCredentialsResponse given = ask(
                "redshift:GetClusterCredentials",
                "user %s of cluster %s".formatted(user, cluster),
                () -> clients.redshift().get().getClusterCredentials(get -> {
                    get.clusterIdentifier(cluster)
                            .dbName(request.place().database())
                            .dbUser(user)
                            .autoCreate(wanted.autoCreate())
                            .durationSeconds(seconds());
                    if (!wanted.groups().isEmpty()) {
                        get.dbGroups(wanted.groups());
                    }
                }));
        return temporary(address, given.dbUser(), given.dbPassword(), given.expiration(), Optional.empty());
    }

    private int seconds() {
        return Math.toIntExact(request.temporary().duration().toSeconds());
    }

    private static DatabaseLogin temporary(
            Address address, String user, String password, Instant end, Optional<Instant> refresh) {
        Instant early = end.minus(EARLY);
        Instant renewal = Stream.concat(Stream.of(early), refresh.stream())
                .min(Instant::compareTo)
                .orElse(early);
        return new DatabaseLogin(
                address.host(), address.port(), user, password, Optional.of(renewal), Optional.of(end));
    }

    private static <T> T ask(String action, String subject, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw LoginFailures.of(action, subject, failure);
        }
    }
}
