// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsAccess.Endpoints;
import connect.redshift.aws.AwsAccess.Network;
import connect.redshift.aws.AwsAccess.Proxy;
import connect.redshift.aws.AwsAccess.Variant;
import connect.redshift.aws.AwsIdentity;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** How AWS is reached, and as whom. */
final class AwsConfig {
    static final String REGION = "aws.region";
    private static final String PROXY = "aws.proxy.url";
    private static final String PROXY_USER = "aws.proxy.user";
    private static final String PROXY_PASSWORD = "aws.proxy.password";
    private static final String PROXY_BYPASS = "aws.proxy.bypass.hosts";
    private static final String FIPS = "aws.use.fips.endpoint";
    private static final String DUAL_STACK = "aws.use.dualstack.endpoint";
    private static final String CONNECT_TIMEOUT = "aws.connect.timeout.ms";
    private static final String SOCKET_TIMEOUT = "aws.socket.timeout.ms";
    private static final String CALL_TIMEOUT = "aws.call.timeout.ms";
    private static final String ATTEMPTS = "aws.max.attempts";
    private static final String DATA_ENDPOINT = "aws.redshift.data.endpoint";
    private static final String STS_ENDPOINT = "aws.sts.endpoint";
    private static final String SECRETS_ENDPOINT = "aws.secretsmanager.endpoint";
    private static final String REDSHIFT_ENDPOINT = "aws.redshift.endpoint";
    private static final String SERVERLESS_ENDPOINT = "aws.redshift.serverless.endpoint";
    private static final String ELSEWHERE =
            " where it is not the public one of the region (PrivateLink without private DNS).";

    private AwsConfig() {}

    static void define(ConfigDef def) {
        SettingGroup group = new SettingGroup(def, "AWS");
        group.text(
                REGION,
                Importance.HIGH,
                Setting.region(),
                "Region",
                "The AWS region of Redshift. Without it redshift.host or the workgroup's ARN must name one, or the AWS SDK's"
                        + " own chain (environment, profile, instance); there is no default region.");
        IdentityConfig.defineRedshift(group);
        defineNetwork(group);
        group.url(DATA_ENDPOINT, "Data API endpoint", "The URL of the Redshift Data API," + ELSEWHERE)
                .url(STS_ENDPOINT, "STS endpoint", "The URL of STS, which gives roles," + ELSEWHERE)
                .url(SECRETS_ENDPOINT, "Secrets endpoint", "The URL of Secrets Manager," + ELSEWHERE)
                .url(REDSHIFT_ENDPOINT, "Redshift endpoint", "The URL of the API of Redshift's clusters," + ELSEWHERE)
                .url(
                        SERVERLESS_ENDPOINT,
                        "Serverless endpoint",
                        "The URL of the API of Redshift Serverless," + ELSEWHERE);
        IdentityConfig.defineS3(new SettingGroup(def, "S3 access"));
    }

    private static void defineNetwork(SettingGroup group) {
        group.url(
                        PROXY,
                        "Proxy",
                        "The URL of the HTTP proxy on the way to AWS. Without it the worker's own proxy settings count"
                                + " (https.proxyHost, HTTPS_PROXY). A database connection uses none.")
                .text(PROXY_USER, Importance.LOW, Setting.ANY, "Proxy user", "The user of aws.proxy.url.")
                .secret(PROXY_PASSWORD, "Proxy password", "The password of aws.proxy.user.")
                .list(
                        PROXY_BYPASS,
                        Setting.ANY,
                        "Proxy bypass",
                        "Hosts that are reached without aws.proxy.url; * stands for any characters.")
                .flag(FIPS, "FIPS", "Whether AWS's FIPS endpoints are used.")
                .flag(DUAL_STACK, "Dual stack", "Whether AWS's endpoints for IPv6 and IPv4 are used.")
                .millis(
                        CONNECT_TIMEOUT,
                        Network.DEFAULT.connect(),
                        ConfigDef.Range.between(100L, 600_000L),
                        "Connect timeout",
                        "How long connecting to AWS may take, in milliseconds.")
                .millis(
                        SOCKET_TIMEOUT,
                        Network.DEFAULT.silence(),
                        ConfigDef.Range.between(100L, 600_000L),
                        "Socket timeout",
                        "How long AWS may send nothing, in milliseconds, before a try of a call is given up.")
                .millis(
                        CALL_TIMEOUT,
                        Network.DEFAULT.call(),
                        ConfigDef.Range.between(1_000L, 3_600_000L),
                        "Call timeout",
                        "How long a call to AWS may take with all its tries, in milliseconds; a single try half of it.")
                .number(
                        ATTEMPTS,
                        Network.DEFAULT.attempts(),
                        ConfigDef.Range.between(1, 30),
                        "Attempts",
                        "How often the AWS SDK tries a call that may be tried again. What still fails is tried again later, as"
                                + " errors.max.retries says.");
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>(IdentityConfig.problems(config));
        boolean proxy = ConnectionConfig.present(config, PROXY).isPresent();
        for (String dependent : List.of(PROXY_USER, PROXY_PASSWORD, PROXY_BYPASS)) {
            ConnectionConfig.when(
                            !proxy && ConnectionConfig.changed(config, dependent),
                            dependent,
                            "%s belongs to aws.proxy.url, which is not set.".formatted(dependent))
                    .ifPresent(problems::add);
        }
        Optional<String> endpoint = List.of(
                        DATA_ENDPOINT,
                        STS_ENDPOINT,
                        SECRETS_ENDPOINT,
                        REDSHIFT_ENDPOINT,
                        SERVERLESS_ENDPOINT,
                        StagingConfig.ENDPOINT)
                .stream()
                .filter(key -> ConnectionConfig.present(config, key).isPresent())
                .findFirst();
        for (String variant : List.of(FIPS, DUAL_STACK)) {
            ConnectionConfig.when(
                            config.getBoolean(variant) && endpoint.isPresent(),
                            variant,
                            "This chooses among AWS's public endpoints, and %s names another; set one of the two."
                                    .formatted(endpoint.orElse("")))
                    .ifPresent(problems::add);
        }
        return problems;
    }

    /**
     * The settings as values.
     *
     * @param region of Redshift, where something names one
     */
    static AwsAccess from(AbstractConfig config, Optional<String> region) {
        AwsIdentity redshift = IdentityConfig.redshift(config);
        return new AwsAccess(
                region,
                new AwsAccess.Callers(redshift, IdentityConfig.s3(config, redshift)),
                new Endpoints(
                        uri(config, DATA_ENDPOINT),
                        uri(config, STS_ENDPOINT),
                        uri(config, SECRETS_ENDPOINT),
                        uri(config, REDSHIFT_ENDPOINT),
                        uri(config, SERVERLESS_ENDPOINT)),
                new Network(
                        uri(config, PROXY)
                                .map(address -> new Proxy(
                                        address,
                                        ConnectionConfig.present(config, PROXY_USER),
                                        IdentityConfig.secret(config, PROXY_PASSWORD),
                                        Set.copyOf(config.getList(PROXY_BYPASS)))),
                        new Variant(config.getBoolean(FIPS), config.getBoolean(DUAL_STACK)),
                        Duration.ofMillis(config.getLong(CONNECT_TIMEOUT)),
                        Duration.ofMillis(config.getLong(SOCKET_TIMEOUT)),
                        Duration.ofMillis(config.getLong(CALL_TIMEOUT)),
                        config.getInt(ATTEMPTS)),
                StagingConfig.s3(config));
    }

    private static Optional<URI> uri(AbstractConfig config, String key) {
        return ConnectionConfig.present(config, key).map(URI::create);
    }
}
