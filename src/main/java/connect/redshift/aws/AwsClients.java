// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import connect.redshift.aws.AwsAccess.StaticKeys;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The clients of one task. The HTTP client is named and not looked up: a worker may have others on its class path.
 * Closing closes both clients and their connections.
 */
public final class AwsClients implements AutoCloseable {
    private static final String APPLICATION = "kafka-connect-redshift-source";

    private final RedshiftDataClient dataApi;
    private final S3Client s3;

    private AwsClients(RedshiftDataClient dataApi, S3Client s3) {
        this.dataApi = dataApi;
        this.s3 = s3;
    }

    /** Builds the clients and calls no service yet; throws IllegalArgumentException where no region can be found. */
    public static AwsClients build(AwsAccess access, HttpLimits limits) {
        Region region = region(access.region());
        Region s3Region = access.s3().region().map(Region::of).orElse(region);
        AwsCredentialsProvider credentials = credentials(access.keys());
        return new AwsClients(dataApi(access, region, credentials, limits), s3(access, s3Region, credentials, limits));
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
    }

    private static RedshiftDataClient dataApi(
            AwsAccess access, Region region, AwsCredentialsProvider credentials, HttpLimits limits) {
        RedshiftDataClientBuilder builder = RedshiftDataClient.builder()
                .region(region)
                .credentialsProvider(credentials)
                .overrideConfiguration(calls(limits))
                .httpClientBuilder(http(limits));
        access.dataApiEndpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static S3Client s3(AwsAccess access, Region region, AwsCredentialsProvider credentials, HttpLimits limits) {
        S3ClientBuilder builder = S3Client.builder()
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(access.s3().pathStyle())
                .overrideConfiguration(calls(limits))
                .httpClientBuilder(http(limits));
        if (access.s3().endpoint().isPresent()) {
            // Stores that only resemble S3 often know nothing of the checksums that the SDK adds by default.
            builder.endpointOverride(access.s3().endpoint().get())
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder.build();
    }

    private static Apache5HttpClient.Builder http(HttpLimits limits) {
        return Apache5HttpClient.builder()
                .maxConnections(limits.connections())
                .connectionTimeout(limits.connect())
                .socketTimeout(limits.silence());
    }

    private static ClientOverrideConfiguration calls(HttpLimits limits) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(limits.attempt())
                .apiCallTimeout(limits.call())
                .retryStrategy(RetryMode.STANDARD)
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, APPLICATION)
                .build();
    }

    private static Region region(Optional<String> region) {
        if (region.isPresent()) {
            return Region.of(region.get());
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    "no AWS region: set aws.region, or AWS_REGION in the worker's environment", e);
        }
    }

    private static AwsCredentialsProvider credentials(Optional<StaticKeys> keys) {
        if (keys.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        StaticKeys given = keys.get();
        AwsCredentials credentials = given.sessionToken().isPresent()
                ? AwsSessionCredentials.create(
                        given.accessKeyId(),
                        given.secretAccessKey(),
                        given.sessionToken().get())
                : AwsBasicCredentials.create(given.accessKeyId(), given.secretAccessKey());
        return StaticCredentialsProvider.create(credentials);
    }
}
