// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import static connect.redshift.testing.Validation.wrong;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What validating asks AWS, Redshift and S3, and on which setting it says what is missing. */
final class ValidationEmulatorTest {
    private static final String READER = "arn:aws:iam::123456789012:role/reader";

    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open();
        site.account()
                .withUser("AKIAUSER", "secret-of-user")
                .withRole(READER, Optional.of("the-external-id"))
                .withDatabaseUser("reader", "password-of-reader")
                .withWarehouse("paused-cluster", "127.0.0.1", site.database().port())
                .withWarehouse("without-a-default", "127.0.0.1", site.database().port())
                .withWarehouse("young", "127.0.0.1", site.database().port())
                .withState("paused-cluster", "paused", List.of(), Optional.empty())
                .withState("without-a-default", "available", List.of(Site.UNLOAD), Optional.empty())
                .withState("young", "CREATING", List.of(), Optional.empty());
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

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                wrong(
                        "a secret that is not the key's",
                        "aws.access.key.id",
                        "STS answered SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check where the connector's credentials come from.",
                        "aws.secret.access.key",
                        "another"),
                wrong(
                        "a key that nobody has",
                        "aws.access.key.id",
                        "STS answered InvalidClientTokenId: The security token included in the request is invalid. Check where the connector's credentials come from.",
                        "aws.access.key.id",
                        "AKIANOBODY"),
                wrong(
                        "a profile that is not there",
                        "aws.profile",
                        "There are no credentials to call AWS with: Profile file contained no credentials for profile 'absent': ProfileFile(sections=[])",
                        "aws.access.key.id",
                        "",
                        "aws.secret.access.key",
                        "",
                        "aws.profile",
                        "absent"),
                wrong(
                        "a role without its external id",
                        "aws.sts.role.arn",
                        "STS answered AccessDenied: User: arn:aws:iam::123456789012:user/somebody is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/reader. Allow the caller sts:AssumeRole on the role, and let the role's trust policy name the caller, with the external id of aws.sts.role.external.id where it asks for one.",
                        "aws.sts.role.arn",
                        READER),
                wrong(
                        "a role of S3's caller without its external id",
                        "aws.s3.sts.role.arn",
                        "STS answered AccessDenied: User: arn:aws:iam::123456789012:user/somebody is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/reader. Allow the caller sts:AssumeRole on the role, and let the role's trust policy name the caller, with the external id of aws.sts.role.external.id where it asks for one.",
                        "aws.s3.sts.role.arn",
                        READER),
                wrong(
                        "a workgroup that is not there",
                        "redshift.workgroup",
                        "redshift-serverless:GetWorkgroup for workgroup locale answered ResourceNotFoundException: Failed to find workgroup locale. Check the name, aws.region and the account.",
                        "redshift.workgroup",
                        "locale"),
                wrong(
                        "a host of a workgroup that is not there",
                        "redshift.host",
                        "redshift-serverless:GetWorkgroup for workgroup locale answered ResourceNotFoundException: Failed to find workgroup locale. Check the name, aws.region and the account.",
                        "redshift.workgroup",
                        "",
                        "redshift.host",
                        "locale.123456789012.us-east-1.redshift-serverless.amazonaws.com"),
                wrong(
                        "a cluster that is not there",
                        "redshift.cluster.id",
                        "redshift:DescribeClusters for cluster elsewhere answered ClusterNotFound: Cluster elsewhere not found. Check redshift.cluster.id, aws.region and the account.",
                        "redshift.workgroup",
                        "",
                        "redshift.cluster.id",
                        "elsewhere"),
                wrong(
                        "a cluster that is paused",
                        "redshift.cluster.id",
                        "Cluster \"paused-cluster\" is paused and takes no statements; start the connector when it is available.",
                        "redshift.workgroup",
                        "",
                        "redshift.cluster.id",
                        "paused-cluster"),
                wrong(
                        "a workgroup that is being made",
                        "redshift.workgroup",
                        "Workgroup \"young\" is CREATING and takes no statements; start the connector when it is available.",
                        "redshift.workgroup",
                        "young"),
                wrong(
                        "a role that is not attached",
                        "unload.iam.role",
                        "arn:aws:iam::123456789012:role/other is not attached to Workgroup \"local\", so UNLOAD cannot use it; attached are [arn:aws:iam::123456789012:role/unload].",
                        "unload.iam.role",
                        "arn:aws:iam::123456789012:role/other"),
                wrong(
                        "a database that is not there",
                        "redshift.database",
                        "Statement <id> (matrix select 1) failed: FATAL: database \"prod\" does not exist. Check redshift.database.",
                        "redshift.database",
                        "prod"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void wrongSettingIsOneErrorWhereItBelongs(String what, String setting, String message, List<String> changes) {
        assertThat(told(settings(changes.toArray(String[]::new))))
                .as(what)
                .isEqualTo(Map.of(setting, List.of(message)));
    }

    private static Map<String, List<String>> told(Map<String, String> settings) {
        Map<String, List<String>> told = new HashMap<>();
        Validation.errors(settings)
                .forEach((setting, messages) -> told.put(
                        setting,
                        messages.stream()
                                .map(message -> message.replaceAll("[0-9a-f-]{36}", "<id>"))
                                .toList()));
        return told;
    }

    @Test
    void missingDefaultRoleIsSaid() {
        Map<String, String> settings =
                settings(jdbc("redshift.workgroup", "", "redshift.cluster.id", "without-a-default"));
        assertThat(told(settings))
                .isEqualTo(
                        Map.of(
                                "unload.iam.role",
                                List.of(
                                        "Cluster \"without-a-default\" has no default IAM role for UNLOAD: make one of its roles the default, or set unload.iam.role to one of [arn:aws:iam::123456789012:role/unload].")));
    }

    @Test
    void refusedPasswordIsFoundOnTheUser() {
        assertThat(told(settings(jdbc("redshift.db.password", "wrong"))))
                .hasSize(1)
                .hasEntrySatisfying("redshift.db.user", messages -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("password authentication failed for user \"reader\"", "redshift.db.password"));
    }

    @Test
    void portThatNobodyListensOnIsFoundOnTheHost() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(told(settings(jdbc("redshift.port", Integer.toString(port)))))
                .hasSize(1)
                .hasEntrySatisfying("redshift.host", messages -> assertThat(messages)
                        .singleElement()
                        .asString()
                        .contains("Could not connect to Redshift as reader@127.0.0.1:" + port, "security group"));
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
    void permissionsOfStagingAreNamed() {
        for (Map.Entry<String, String> needed : Map.of(
                        "ListObjectsV2",
                        "s3:ListBucket",
                        "GetObject",
                        "s3:GetObject",
                        "DeleteObjects",
                        "s3:DeleteObject")
                .entrySet()) {
            site.account().refuse(needed.getKey(), "AccessDenied", "Access Denied");
            assertThat(Validation.errors(settings()))
                    .as(needed.getKey())
                    .hasSize(1)
                    .hasEntrySatisfying("aws.s3.bucket.name", messages -> assertThat(messages)
                            .singleElement()
                            .asString()
                            .contains("(403 AccessDenied); grant the connector " + needed.getValue()));
            site.account().refuseNothing();
        }
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
