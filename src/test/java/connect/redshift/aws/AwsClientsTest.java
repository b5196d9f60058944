// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.aws.AwsAccess.S3Access;
import connect.redshift.aws.AwsAccess.StaticKeys;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwsClientsTest {
    private static final StaticKeys KEYS = new StaticKeys("AKIAEXAMPLE", "very-secret", Optional.of("session"));

    @Test
    void s3MayBeInAnotherRegion() {
        AwsAccess access = new AwsAccess(
                Optional.of("eu-central-1"),
                Optional.of(KEYS),
                Optional.of(URI.create("http://127.0.0.1:1")),
                new S3Access(Optional.of("us-east-1"), Optional.empty(), false));
        try (AwsClients clients = AwsClients.build(access, HttpLimits.ofConnections(3))) {
            assertThat(clients.dataApi().serviceClientConfiguration().region()).hasToString("eu-central-1");
            assertThat(clients.dataApi().serviceClientConfiguration().endpointOverride())
                    .contains(URI.create("http://127.0.0.1:1"));
            assertThat(clients.s3().serviceClientConfiguration().region()).hasToString("us-east-1");
        }
    }

    @Test
    void keysAreNeverPrinted() {
        AwsAccess access = new AwsAccess(
                Optional.of("eu-central-1"),
                Optional.of(KEYS),
                Optional.empty(),
                new S3Access(Optional.empty(), Optional.empty(), false));
        assertThat(access.toString())
                .contains("eu-central-1")
                .doesNotContain("very-secret")
                .doesNotContain("session")
                .doesNotContain("AKIAEXAMPLE");
    }

    @Test
    void halfAPairOfKeysIsRefused() {
        assertThatThrownBy(() -> new StaticKeys("AKIAEXAMPLE", "", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aws.access.key.id")
                .hasMessageContaining("aws.secret.access.key");
    }
}
