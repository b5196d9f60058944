// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;

/**
 * Builds every client alike. The HTTP client is named and not looked up: a worker may have others on its class path.
 * Each client has its own connections, closed with it.
 */
final class ClientFactory {
    private static final String APPLICATION = "kafka-connect-redshift-source";

    private final AwsAccess.Network network;
    private final int connections;
    private final CallCounts counts = new CallCounts();

    /**
     * @param connections of one client; as many as threads that call
     */
    ClientFactory(AwsAccess.Network network, int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("a client with %d connections".formatted(connections));
        }
        this.network = network;
        this.connections = connections;
    }

    /** Of every client that was built here. */
    CallCounts counts() {
        return counts;
    }

    /** Calls no service yet. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
            B builder, Region region, AwsCredentialsProvider credentials, Optional<URI> endpoint) {
        builder.region(region)
                .credentialsProvider(credentials)
                .overrideConfiguration(calls())
                .httpClientBuilder(http());
        endpoint.ifPresent(builder::endpointOverride);
        // Never turned off here: the environment may have turned them on for everything on this machine.
        if (network.variant().fips()) {
            builder.fipsEnabled(true);
        }
        if (network.variant().dualStack()) {
            builder.dualstackEnabled(true);
        }
        return builder.build();
    }

    private Apache5HttpClient.Builder http() {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(network.connect())
                .socketTimeout(network.silence());
        network.proxy().ifPresent(proxy -> http.proxyConfiguration(configuration(proxy)));
        return http;
    }

    private static ProxyConfiguration configuration(AwsAccess.Proxy proxy) {
        return ProxyConfiguration.builder()
                .endpoint(proxy.address())
                .username(proxy.user().orElse(null))
                .password(proxy.password().orElse(null))
                .nonProxyHosts(proxy.bypass())
                .build();
    }

    private ClientOverrideConfiguration calls() {
        Duration attempt = network.call().dividedBy(2);
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(network.call())
                .addMetricPublisher(counts)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(network.attempts())
                        .build())
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, APPLICATION)
                .build();
    }
}
