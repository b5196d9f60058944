// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.worker.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
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
        stack.redshift().execute("CREATE TABLE shop.odd (id INTEGER NOT NULL, doc SUPER, at TIMESTAMP)");
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
                        "a table that is not there",
                        Map.of("table.include.list", "shop\\.order"),
                        "table.include.list",
                        "\"shop\\.order\" matches none of the 2 tables that the database user can see. Check"
                                + " its spelling, and that the user was granted USAGE on the schema and SELECT on the"
                                + " table."),
                arguments(
                        "a column of an unknown type",
                        Map.of("table.include.list", "shop\\.odd"),
                        "table.include.list",
                        "Table \"shop.odd\" has columns of types that are not supported: doc (super). Stream a"
                                + " view without them."),
                arguments(
                        "a watermark column that is not there",
                        Map.of("watermark.column", "updated_at"),
                        "watermark.column",
                        "Table \"shop.orders\" has no column \"updated_at\" (watermark.column). It has: id,"
                                + " paid, at."),
                arguments(
                        "a watermark column that orders nothing",
                        Map.of("watermark.column", "paid"),
                        "watermark.column",
                        "Column \"paid\" (watermark.column) of table \"shop.orders\" is a boolean, whose values"
                                + " do not order change. Name a timestamp, date, number or character column."),
                arguments(
                        "no watermark column",
                        Map.of("watermark.column", ""),
                        "watermark.column",
                        "No watermark column is set: set watermark.column, or table.groups and each group's"
                                + " column, or mode=bulk."),
                arguments(
                        "a table in no group and without a watermark column",
                        Map.of(
                                "watermark.column",
                                "",
                                "table.groups",
                                "wide",
                                "table.wide.include",
                                "shop\\.nothing",
                                "table.wide.watermark.column",
                                "at"),
                        "watermark.column",
                        "Table \"shop.orders\" has no watermark column: set watermark.column, or add the table"
                                + " to a group of table.groups."),
                arguments(
                        "a start that is no value of the watermark column",
                        Map.of("watermark.initial", "yesterday"),
                        "watermark.initial",
                        "watermark \"yesterday\" is not a timestamp such as 2026-01-31 23:59:59.123456"),
                arguments(
                        "a start, and none",
                        Map.of("watermark.initial", "2026-01-01 00:00:00", "snapshot.mode", "no_data"),
                        "watermark.initial",
                        "watermark.initial says where to start reading, snapshot.mode=no_data not to; set" + " one."),
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
                                + " not exist\" (404 NoSuchBucket); aws.s3.bucket.name names a bucket that does not"
                                + " exist"),
                arguments(
                        "a workgroup that is not there",
                        Map.of("redshift.workgroup", "locale"),
                        "aws.region",
                        "Could not submit validated list tables: Redshift Data API answered"
                                + " ValidationException: Redshift endpoint doesn't exist in this region. Check"
                                + " redshift.workgroup or redshift.cluster.id and aws.region."),
                arguments(
                        "a cluster that is not there",
                        Map.of("redshift.workgroup", "", "redshift.cluster.id", "locale"),
                        "aws.region",
                        "Could not submit validated list tables: Redshift Data API answered"
                                + " ValidationException: Redshift endpoint doesn't exist in this region. Check"
                                + " redshift.workgroup or redshift.cluster.id and aws.region."),
                arguments(
                        "another region",
                        Map.of("aws.region", "eu-west-1"),
                        "aws.region",
                        "Could not submit validated list tables: Redshift Data API answered"
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
                        "aws.s3.bucket.name",
                        "listing s3://staging/kafka-connect/validated/permission-check/: S3 said \"The request signature we"
                                + " calculated does not match the signature you provided. Check your key and signing"
                                + " method.\" (403 SignatureDoesNotMatch); look at aws.access.key.id and"
                                + " aws.secret.access.key, or at where the worker gets its credentials if these are"
                                + " not set"),
                arguments(
                        "a malformed expression",
                        Map.of("table.include.list", "shop\\.(orders"),
                        "table.include.list",
                        "Invalid value shop\\.(orders for configuration table.include.list: Expected a"
                                + " regular expression: Unclosed group."),
                arguments(
                        "a malformed expression to exclude",
                        Map.of("table.exclude.list", "*"),
                        "table.exclude.list",
                        "Invalid value * for configuration table.exclude.list: Expected a regular"
                                + " expression: Dangling meta character '*'."),
                arguments(
                        "a malformed expression of a group",
                        Map.of("table.groups", "wide", "table.wide.include", "(", "table.wide.watermark.column", "at"),
                        "table.groups",
                        "table.wide.include is \"(\"; expected a regular expression: Unclosed group."),
                arguments(
                        "a group without a column",
                        Map.of("table.groups", "wide", "table.wide.include", "shop\\..*"),
                        "table.groups",
                        "Group \"wide\" of table.groups needs the setting table.wide.watermark.column."),
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

    @Test
    void groupWithoutSettingsNamesBoth() {
        assertThat(errors(changed(Map.of("table.groups", "wide"))))
                .isEqualTo(Map.of(
                        "table.groups",
                        List.of(
                                "Group \"wide\" of table.groups needs the setting table.wide.include.",
                                "Group \"wide\" of table.groups needs the setting table.wide.watermark.column.")));
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
        assertThat(errors(changed(Map.of("redshift.database", "prod"))).get("aws.region"))
                .singleElement()
                .asString()
                .endsWith(
                        "(validated list tables) failed: FATAL: database \"prod\" does not exist. Check redshift.database.");
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

    private static Map<String, List<String>> errors(Map<String, String> settings) {
        Config validated = new RedshiftSourceConnector().validate(settings);
        Map<String, List<String>> errors = new TreeMap<>();
        for (ConfigValue value : validated.configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }
}
