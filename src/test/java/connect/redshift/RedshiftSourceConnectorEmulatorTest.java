// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static connect.redshift.testing.Validation.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.worker.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user reads who got a setting wrong: one error, on that setting, and no secret in it. */
final class RedshiftSourceConnectorEmulatorTest {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA shop");
        stack.redshift().execute("CREATE TABLE shop.orders (id INTEGER NOT NULL, paid BOOLEAN, at TIMESTAMP)");
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void openGate() {
        stack.s3().gate().open();
    }

    /** Each row: what is wrong, the settings that make it so (empty: taken away), and the one error on one setting. */
    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                arguments(
                        "a database user for a workgroup",
                        Map.of("redshift.db.user", "reader"),
                        "redshift.db.user",
                        "redshift.db.user works with redshift.cluster.id only; for a workgroup use"
                                + " redshift.secret.arn or the caller's IAM identity."),
                arguments(
                        "a database user and a secret",
                        Map.of(
                                "redshift.workgroup",
                                "",
                                "redshift.cluster.id",
                                "local-cluster",
                                "redshift.db.user",
                                "reader",
                                "redshift.secret.arn",
                                "any-secret"),
                        "redshift.db.user",
                        "Set one of redshift.db.user and redshift.secret.arn, not both."),
                arguments(
                        "a bucket name with a quote",
                        Map.of("aws.s3.bucket.name", "it's mine"),
                        "aws.s3.bucket.name",
                        "Invalid value it's mine for configuration aws.s3.bucket.name: Expected the name of"
                                + " an S3 bucket (3 to 63 lower-case letters, digits, dots and hyphens; no access"
                                + " point)."),
                arguments(
                        "a prefix with a quote",
                        Map.of("aws.s3.prefix", "it's/mine"),
                        "aws.s3.prefix",
                        "Invalid value it's/mine for configuration aws.s3.prefix: Expected a key prefix that"
                                + " starts with a letter or digit and holds no quote, backslash, blank or control"
                                + " character."),
                arguments(
                        "a bucket that is not there",
                        Map.of("aws.s3.bucket.name", "absent"),
                        "aws.s3.bucket.name",
                        "listing s3://absent/kafka-connect/validated/permission-check/: S3 said \"The specified bucket does"
                                + " not exist\" (404 NoSuchBucket); correct aws.s3.bucket.name, or make that bucket"),
                arguments(
                        "a workgroup that is not there",
                        Map.of("redshift.workgroup", "locale"),
                        "redshift.workgroup",
                        "Could not submit validated select 1: Redshift Data API answered"
                                + " ValidationException: Redshift endpoint doesn't exist in this region. Check"
                                + " redshift.workgroup or redshift.cluster.id and aws.region."),
                arguments(
                        "a cluster that is not there",
                        Map.of("redshift.workgroup", "", "redshift.cluster.id", "locale"),
                        "redshift.cluster.id",
                        "Could not submit validated select 1: Redshift Data API answered"
                                + " ValidationException: Redshift endpoint doesn't exist in this region. Check"
                                + " redshift.workgroup or redshift.cluster.id and aws.region."),
                arguments(
                        "another region",
                        Map.of("aws.region", "eu-west-1"),
                        "aws.region",
                        "Could not submit validated select 1: Redshift Data API answered"
                                + " InvalidSignatureException: Credential should be scoped to a valid region and"
                                + " service. Check aws.region."),
                arguments(
                        "no region's name",
                        Map.of("aws.region", "Ireland"),
                        "aws.region",
                        "Invalid value Ireland for configuration aws.region: Expected an AWS region such as"
                                + " eu-west-1."),
                arguments(
                        "a key without its secret",
                        Map.of("aws.secret.access.key", ""),
                        "aws.secret.access.key",
                        "aws.access.key.id is set, so aws.secret.access.key must be, too."),
                arguments(
                        "a secret without its key",
                        Map.of("aws.access.key.id", ""),
                        "aws.access.key.id",
                        "aws.secret.access.key is set, so aws.access.key.id must be, too."),
                arguments(
                        "another secret",
                        Map.of("aws.secret.access.key", "wrong-secret"),
                        "aws.access.key.id",
                        "listing s3://staging/kafka-connect/validated/permission-check/: S3 said \"The request signature we"
                                + " calculated does not match the signature you provided. Check your key and signing"
                                + " method.\" (403 SignatureDoesNotMatch); look at aws.s3.access.key.id and"
                                + " aws.s3.secret.access.key or, without them, at aws.access.key.id and"
                                + " aws.secret.access.key, at their session token, or at where the worker gets its"
                                + " credentials if these are not set"),
                arguments(
                        "a zone that is none",
                        Map.of("db.timezone", "Mars"),
                        "db.timezone",
                        "Invalid value Mars for configuration db.timezone: Expected a time zone such as UTC"
                                + " or America/Sao_Paulo."),
                arguments(
                        "a role that is no ARN",
                        Map.of("unload.iam.role", "unload"),
                        "unload.iam.role",
                        "Invalid value [unload] for configuration unload.iam.role: Expected 'default', or"
                                + " ARNs of IAM roles such as arn:aws:iam::123456789012:role/unload."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void wrongSettingIsOneClearError(String wrong, Map<String, String> changes, String setting, String message) {
        assertThat(errors(changed(changes))).as(wrong).isEqualTo(Map.of(setting, List.of(message)));
    }

    @Test
    void warehouseIsSaidOnce() {
        String message = "Set exactly one of redshift.workgroup and redshift.cluster.id; %s.";

        List<String> both = List.of(message.formatted("both are set"));
        assertThat(errors(changed(Map.of("redshift.cluster.id", "local-cluster"))))
                .isEqualTo(Map.of("redshift.workgroup", both, "redshift.cluster.id", both));
        List<String> neither = List.of(message.formatted("neither is set"));
        assertThat(errors(changed(Map.of("redshift.workgroup", ""))))
                .isEqualTo(Map.of("redshift.workgroup", neither, "redshift.cluster.id", neither));
    }

    /** S3 refuses to list: without that right it would also say 403 for a manifest that is not there. */
    @Test
    void refusedListingNamesThePermission() {
        stack.s3().gate().refuseLists("kafka-connect/validated/");

        assertThat(errors(settings()))
                .isEqualTo(Map.of(
                        "aws.s3.bucket.name",
                        List.of(
                                "listing s3://staging/kafka-connect/validated/permission-check/: S3 said \"Forbidden\" (403 AccessDenied);"
                                        + " grant the connector s3:ListBucket on bucket staging")));
    }

    @Test
    void databaseThatIsNotThereIsNotTakenForATable() {
        assertThat(errors(changed(Map.of("redshift.database", "prod"))).get("redshift.database"))
                .singleElement()
                .asString()
                .endsWith(
                        "(validated select 1) failed: FATAL: database \"prod\" does not exist. Check redshift.database.");
    }

    /** Nothing around this JVM may name a region, so what the SDK would look at is turned off. */
    @Test
    void regionIsNeverGuessed() {
        assumeTrue(
                System.getenv("AWS_REGION") == null && System.getProperty("aws.region") == null,
                "the environment names a region");
        Map<String, String> lookups = Map.of(
                "aws.disableEc2Metadata",
                "true",
                "aws.configFile",
                "/dev/null",
                "aws.sharedCredentialsFile",
                "/dev/null");
        lookups.forEach(System::setProperty);
        try {
            assertThat(errors(changed(Map.of("aws.region", ""))))
                    .isEqualTo(Map.of(
                            "aws.region",
                            List.of("no AWS region: set aws.region, or AWS_REGION in the worker's environment")));
        } finally {
            lookups.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void rightSettingsHaveNoErrors() {
        assertThat(errors(settings())).isEmpty();
        assertThat(errors(changed(Map.of("redshift.workgroup", "", "redshift.cluster.id", "local-cluster"))))
                .isEmpty();
    }

    @Test
    void offlineValidationAsksNobody() {
        int before = stack.redshift().statements().size();
        Map<String, String> wrong = Map.of(
                "validation.mode", "offline", "table.include.list", "shop\\.order", "aws.s3.bucket.name", "absent");

        assertThat(errors(changed(wrong))).isEmpty();
        assertThat(stack.redshift().statements()).hasSize(before);

        assertThat(errors(changed(Map.of("validation.mode", "offline", "db.timezone", "Mars"))))
                .containsOnlyKeys("db.timezone");
    }

    @Test
    void secretsAreNowhere() {
        Map<String, String> settings = changed(Map.of(
                "aws.access.key.id",
                "AKIDWRONG",
                "aws.secret.access.key",
                "secret-of-wrong",
                "aws.session.token",
                "token-of-wrong"));

        assertThat(errors(settings)).isNotEmpty();
        assertThat(errors(settings).toString()).doesNotContain("AKIDWRONG", "-of-wrong");
        assertThat(ConnectorConfig.from(settings).toString())
                .contains("[hidden]")
                .doesNotContain("AKIDWRONG", "-of-wrong");
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "validated");
        settings.put("table.include.list", "shop\\.orders");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "validated");
        return settings;
    }

    private static Map<String, String> changed(Map<String, String> changes) {
        Map<String, String> settings = settings();
        changes.forEach((key, value) -> {
            if (value.isEmpty()) {
                settings.remove(key);
            } else {
                settings.put(key, value);
            }
        });
        return settings;
    }
}
