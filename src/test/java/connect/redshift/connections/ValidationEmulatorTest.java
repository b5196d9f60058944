// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.account.Call;
import connect.redshift.account.LocalAccount;
import connect.redshift.testing.Validation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What validating asks AWS, Redshift and S3, and what it leaves alone. */
final class ValidationEmulatorTest {
    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open();
        site.account().withUser("AKIAUSER", "secret-of-user").withDatabaseUser("reader", "password-of-reader");
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @AfterEach
    void refuseNothing() {
        site.account().refuseNothing();
        site.account().forgetCalls();
    }

    private static Map<String, String> settings(String... changes) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("aws.region", LocalAccount.REGION);
        settings.put("redshift.workgroup", Site.WORKGROUP);
        settings.put("aws.access.key.id", "AKIAUSER");
        settings.put("aws.secret.access.key", "secret-of-user");
        for (int index = 0; index < changes.length; index += 2) {
            settings.put(changes[index], changes[index + 1]);
        }
        settings.values().removeIf(String::isEmpty);
        return settings;
    }

    private static String[] jdbc(String... changes) {
        return Stream.concat(
                        Stream.of(
                                "connection.mode",
                                "jdbc",
                                "redshift.ssl.mode",
                                "disable",
                                "redshift.host",
                                "127.0.0.1",
                                "redshift.port",
                                Integer.toString(site.database().port()),
                                "redshift.db.user",
                                "reader",
                                "redshift.db.password",
                                "password-of-reader"),
                        Stream.of(changes))
                .toArray(String[]::new);
    }

    private static Set<String> asked() {
        return site.account().calls().stream()
                .map(Call::name)
                .filter(name -> !name.startsWith("redshift-data"))
                .collect(Collectors.toSet());
    }

    @Test
    void soundSettingsAreAskedForInFull() {
        assertThat(Validation.errors(settings())).isEmpty();
        assertThat(asked())
                .containsExactlyInAnyOrder(
                        "sts:GetCallerIdentity",
                        "redshift-serverless:GetWorkgroup",
                        "redshift-serverless:GetNamespace",
                        "s3:ListObjectsV2",
                        "s3:GetObject",
                        "s3:DeleteObjects");
        assertThat(site.account().calls("ExecuteStatement").get(0).fields()).containsEntry("Sql", "SELECT 1 AS one");
    }

    @Test
    void soundSettingsOfTheOtherTransportAre() {
        assertThat(Validation.errors(settings(jdbc("redshift.workgroup", "", "redshift.cluster.id", Site.CLUSTER))))
                .isEmpty();
        assertThat(asked())
                .containsExactlyInAnyOrder(
                        "sts:GetCallerIdentity",
                        "redshift:DescribeClusters",
                        "s3:ListObjectsV2",
                        "s3:GetObject",
                        "s3:DeleteObjects");
        assertThat(site.account().calls("ExecuteStatement")).isEmpty();
    }

    /** They are asked for to say more, and no row needs them. */
    @Test
    void permissionsThatNoStreamNeedsAreNotAskedFor() {
        for (String optional : List.of("GetWorkgroup", "GetNamespace", "DescribeClusters")) {
            site.account().refuse(optional, "AccessDeniedException", "User is not authorized to perform: " + optional);
        }
        assertThat(Validation.errors(settings())).isEmpty();
        assertThat(Validation.errors(settings("redshift.workgroup", "", "redshift.cluster.id", Site.CLUSTER)))
                .isEmpty();
    }

    @Test
    void serviceThatCannotBeReachedIsNotNeeded() {
        assertThat(Validation.errors(settings(
                        "aws.sts.endpoint",
                        "http://127.0.0.1:1",
                        "aws.redshift.serverless.endpoint",
                        "http://127.0.0.1:1")))
                .isEmpty();
        assertThat(Validation.errors(settings("aws.sts.endpoint", "", "aws.redshift.serverless.endpoint", "")))
                .isEmpty();
    }

    @Test
    void serviceThatHangsTakesNoMoreThanTheTimeThatIsGiven() throws IOException {
        try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = settings(
                    "aws.sts.endpoint", "http://127.0.0.1:" + hangs.getLocalPort(), "validation.timeout.ms", "4000");
            long begin = System.nanoTime();
            assertThat(Validation.errors(settings))
                    .isEqualTo(Map.of("aws.region", List.of("No answer within validation.timeout.ms.")));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(5_500));
        }
    }

    @Test
    void nobodyIsAskedOffline() {
        assertThat(Validation.errors(settings("validation.mode", "offline", "aws.access.key.id", "AKIANOBODY")))
                .isEmpty();
        assertThat(site.account().calls()).isEmpty();
    }
}
