// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.Lazy;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The clients of one task, and who calls with them. Closing closes the clients, their connections and credentials. */
public final class AwsClients implements AutoCloseable {
    /** A secret may be in another region than the warehouse. */
    private static final Pattern SECRET_ARN =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\\d{12}:secret:.+");

    private final AwsAccess access;
    private final Region region;
    private final ClientFactory factory;
    private final Credentials credentials;
    private final AwsCredentialsProvider caller;
    private final AwsCredentialsProvider stagingCaller;
    private final RedshiftDataClient dataApi;
    private final S3Client s3;
    private final List<SdkAutoCloseable> more = new CopyOnWriteArrayList<>();

    private AwsClients(AwsAccess access, Region region, ClientFactory factory, Credentials credentials) {
        this.access = access;
        this.region = region;
        this.factory = factory;
        this.credentials = credentials;
        this.caller = credentials.of(access.callers().redshift());
        this.stagingCaller = access.callers().s3().equals(access.callers().redshift())
                ? caller
                : credentials.of(access.callers().s3());
        this.dataApi = factory.build(
                RedshiftDataClient.builder(), region, caller, access.endpoints().dataApi());
        this.s3 = factory.build(
                s3(access.s3()),
                access.s3().region().map(Region::of).orElse(region),
                stagingCaller,
                access.s3().endpoint());
    }

    /**
     * Builds the clients and calls no service yet; throws IllegalArgumentException where no region can be found or the
     * user's own credentials provider is none.
     *
     * @param connections of each client; as many as threads that call
     */
    public static AwsClients build(AwsAccess access, int connections) {
        Region region = region(access);
        ClientFactory factory = new ClientFactory(access.network(), connections);
        Credentials credentials =
                new Credentials(factory, region, access.endpoints().sts());
        try {
            return new AwsClients(access, region, factory, credentials);
        } catch (RuntimeException failure) {
            credentials.close();
            throw failure;
        }
    }

    public RedshiftDataClient dataApi() {
        return dataApi;
    }

    public S3Client s3() {
        return s3;
    }

    /** Calls made with any of these clients. */
    public CallCounts calls() {
        return factory.counts();
    }

    /** Asks about callers and warehouses, with clients that are built when they are first needed. */
    public AccountQuestions questions() {
        return new AccountQuestions(
                new AccountQuestions.Clients(sts(caller), sts(stagingCaller), redshift(), serverless()), access);
    }

    private Supplier<StsClient> sts(AwsCredentialsProvider who) {
        return once(() -> factory.build(
                StsClient.builder(), region, who, access.endpoints().sts()));
    }

    private Supplier<RedshiftClient> redshift() {
        return once(() -> factory.build(
                RedshiftClient.builder(), region, caller, access.endpoints().redshift()));
    }

    private Supplier<RedshiftServerlessClient> serverless() {
        return once(() -> factory.build(
                RedshiftServerlessClient.builder(),
                region,
                caller,
                access.endpoints().serverless()));
    }

    /** Finds logins of database connections, with clients that are built when they are first needed. */
    public DatabaseLogins logins(LoginRequest request) {
        Region secretRegion = request.secretId()
                .map(SECRET_ARN::matcher)
                .filter(Matcher::matches)
                .map(arn -> Region.of(arn.group(1)))
                .orElse(region);
        return new DatabaseLogins(
                request,
                new DatabaseLogins.Clients(
                        once(() -> factory.build(
                                SecretsManagerClient.builder(),
                                secretRegion,
                                caller,
                                access.endpoints().secrets())),
                        redshift(),
                        serverless()));
    }

    private <T extends SdkAutoCloseable> Supplier<T> once(Supplier<T> client) {
        Lazy<T> lazy = new Lazy<>(() -> {
            T built = client.get();
            more.add(built);
            return built;
        });
        return lazy::getValue;
    }

    @Override
    public void close() {
        more.forEach(SdkAutoCloseable::close);
        dataApi.close();
        s3.close();
        credentials.close();
    }

    private static S3ClientBuilder s3(AwsAccess.S3Access access) {
        S3ClientBuilder builder = S3Client.builder().forcePathStyle(access.pathStyle());
        if (access.endpoint().isPresent()) {
            // Stores that only resemble S3 often know nothing of the checksums that the SDK adds by default.
            builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder;
    }

    private static Region region(AwsAccess access) {
        if (access.region().isPresent()) {
            return Region.of(access.region().get());
        }
        DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
        if (access.callers().redshift().source() instanceof AwsIdentity.Source.Profile profile) {
            chain.profileName(profile.name());
        }
        try {
            return chain.build().getRegion();
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    "no AWS region: set aws.region, or AWS_REGION in the worker's environment", e);
        }
    }
}
