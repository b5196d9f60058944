// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.aws.AwsAccess.Callers;
import connect.redshift.aws.AwsAccess.Endpoints;
import connect.redshift.aws.AwsAccess.Network;
import connect.redshift.aws.AwsAccess.Proxy;
import connect.redshift.aws.AwsAccess.S3Access;
import connect.redshift.aws.AwsAccess.Variant;
import connect.redshift.aws.AwsIdentity.RoleSession;
import connect.redshift.aws.AwsIdentity.Source;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwsClientsTest {
    private static final Source KEYS = new Source.StaticKeys("AKIAEXAMPLE", "very-secret", Optional.of("session"));
    private static final S3Access SAME_S3 = new S3Access(Optional.empty(), Optional.empty(), false);

    private static AwsAccess access(Source source, Endpoints endpoints, Network network, S3Access s3) {
        return new AwsAccess(Optional.of("eu-central-1"), Callers.both(AwsIdentity.of(source)), endpoints, network, s3);
    }

    @Test
    void s3MayBeInAnotherRegion() {
        AwsAccess access = access(
                KEYS,
                Endpoints.PUBLIC.withDataApi(URI.create("http://127.0.0.1:1")),
                Network.DEFAULT,
                new S3Access(Optional.of("us-east-1"), Optional.empty(), false));
        try (AwsClients clients = AwsClients.build(access, 3)) {
            assertThat(clients.dataApi().serviceClientConfiguration().region()).hasToString("eu-central-1");
            assertThat(clients.dataApi().serviceClientConfiguration().endpointOverride())
                    .contains(URI.create("http://127.0.0.1:1"));
            assertThat(clients.s3().serviceClientConfiguration().region()).hasToString("us-east-1");
        }
    }

    @Test
    void timesAndTriesArePassedOn() {
        Network patient = new Network(
                Optional.empty(),
                new Variant(false, false),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                7);
        try (AwsClients clients = AwsClients.build(access(KEYS, Endpoints.PUBLIC, patient, SAME_S3), 1)) {
            var calls = clients.dataApi().serviceClientConfiguration().overrideConfiguration();
            assertThat(calls.apiCallTimeout()).contains(Duration.ofSeconds(30));
            assertThat(calls.apiCallAttemptTimeout()).contains(Duration.ofSeconds(15));
            assertThat(calls.retryStrategy().orElseThrow().maxAttempts()).isEqualTo(7);
        }
    }

    @Test
    void secretsAreNeverPrinted() {
        Network behindProxy = new Network(
                Optional.of(new Proxy(
                        URI.create("http://proxy:3128"), Optional.of("me"), Optional.of("proxy-password"), Set.of())),
                new Variant(true, true),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                1);
        AwsIdentity identity = new AwsIdentity(
                KEYS,
                List.of("arn:aws:iam::123456789012:role/reader"),
                new RoleSession("kafka-connect-a", Duration.ofHours(1), Optional.of("external-id")));
        AwsAccess access = new AwsAccess(
                Optional.of("eu-central-1"), Callers.both(identity), Endpoints.PUBLIC, behindProxy, SAME_S3);
        assertThat(access.toString())
                .contains("eu-central-1", "kafka-connect-a", "role/reader", "proxy:3128")
                .doesNotContain("very-secret", "session]", "AKIAEXAMPLE", "proxy-password", "external-id");
    }

    @Test
    void halfAPairOfKeysIsRefused() {
        assertThatThrownBy(() -> new Source.StaticKeys("AKIAEXAMPLE", "", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aws.access.key.id")
                .hasMessageContaining("aws.secret.access.key");
    }

    @Test
    void tokenWithoutRoleIsRefused() {
        assertThatThrownBy(() -> AwsIdentity.of(new Source.WebIdentity(Path.of("token"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pluggedProviderMustBeOne() {
        assertThatThrownBy(() -> AwsClients.build(
                        access(new Source.Plugged(() -> "a text"), Endpoints.PUBLIC, Network.DEFAULT, SAME_S3), 1))
                .hasMessage("aws.credentials.provider: java.lang.String is no"
                        + " software.amazon.awssdk.auth.credentials.AwsCredentialsProvider");
    }
}
