// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The clients of one task, and who calls with them. Closing closes the clients, their connections and credentials. */
public final class AwsClients implements AutoCloseable {
    private final Credentials credentials;
    private final RedshiftDataClient dataApi;
    private final S3Client s3;

    private AwsClients(Credentials credentials, RedshiftDataClient dataApi, S3Client s3) {
        this.credentials = credentials;
        this.dataApi = dataApi;
        this.s3 = s3;
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
            AwsCredentialsProvider redshift = credentials.of(access.callers().redshift());
            AwsCredentialsProvider staging =
                    access.callers().s3().equals(access.callers().redshift())
                            ? redshift
                            : credentials.of(access.callers().s3());
            return new AwsClients(
                    credentials,
                    factory.build(
                            RedshiftDataClient.builder(),
                            region,
                            redshift,
                            access.endpoints().dataApi()),
                    factory.build(
                            s3(access.s3()),
                            access.s3().region().map(Region::of).orElse(region),
                            staging,
                            access.s3().endpoint()));
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

    @Override
    public void close() {
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
