// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.table.NameAdjustment;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.TypeOptions;
import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import connect.redshift.table.UnsupportedTypes;
import connect.redshift.window.NullWatermarks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings as users know them: names, defaults and what becomes of each. */
class ConfigReferenceTest {
    private static final Set<String> FRAMEWORK = Set.of(
            "connector.class",
            "tasks.max",
            "exactly.once.support",
            "transaction.boundary",
            "transaction.boundary.interval.ms",
            "topic.creation.default.partitions",
            "topic.creation.default.replication.factor");

    /** A changed name or default is a change for every user, so it is made here, too. */
    @Test
    void namesAndDefaultsAreThese() {
        Map<String, String> found = new TreeMap<>();
        ConnectorConfig.definition()
                .configKeys()
                .values()
                .forEach(key -> found.put(
                        key.name,
                        key.type + " "
                                + (key.hasDefault()
                                        ? key.type == ConfigDef.Type.PASSWORD
                                                ? "hidden"
                                                : ConfigDef.convertToString(key.defaultValue, key.type)
                                        : "required")));
        assertThat(found)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("connection.mode", "STRING data-api"),
                        Map.entry("redshift.workgroup", "STRING "),
                        Map.entry("redshift.cluster.id", "STRING "),
                        Map.entry("redshift.host", "STRING "),
                        Map.entry("redshift.port", "INT 5439"),
                        Map.entry("redshift.database", "STRING required"),
                        Map.entry("statement.timeout.ms", "LONG 43200000"),
                        Map.entry("redshift.db.user", "STRING "),
                        Map.entry("redshift.db.password", "PASSWORD hidden"),
                        Map.entry("redshift.secret.arn", "STRING "),
                        Map.entry("redshift.db.groups", "LIST "),
                        Map.entry("redshift.db.auto.create", "BOOLEAN false"),
                        Map.entry("password.duration", "STRING "),
                        Map.entry("redshift.ssl.mode", "STRING verify-full"),
                        Map.entry("redshift.ssl.root.cert", "STRING "),
                        Map.entry("redshift.connect.timeout.ms", "LONG 10000"),
                        Map.entry("redshift.keepalive.idle.ms", "LONG 60000"),
                        Map.entry("redshift.max.connections", "INT 8"),
                        Map.entry("redshift.search.path", "LIST "),
                        Map.entry("redshift.query.group", "STRING "),
                        Map.entry("redshift.role", "STRING "),
                        Map.entry("aws.region", "STRING "),
                        Map.entry("aws.access.key.id", "PASSWORD hidden"),
                        Map.entry("aws.secret.access.key", "PASSWORD hidden"),
                        Map.entry("aws.session.token", "PASSWORD hidden"),
                        Map.entry("aws.profile", "STRING "),
                        Map.entry("aws.web.identity.token.file", "STRING "),
                        Map.entry("aws.credentials.provider", "CLASS null"),
                        Map.entry("aws.sts.role.arn", "LIST "),
                        Map.entry("aws.sts.role.external.id", "PASSWORD hidden"),
                        Map.entry("aws.sts.role.session.name", "STRING "),
                        Map.entry("aws.sts.role.session.duration", "INT 3600"),
                        Map.entry("aws.proxy.url", "STRING "),
                        Map.entry("aws.proxy.user", "STRING "),
                        Map.entry("aws.proxy.password", "PASSWORD hidden"),
                        Map.entry("aws.proxy.bypass.hosts", "LIST "),
                        Map.entry("aws.use.fips.endpoint", "BOOLEAN false"),
                        Map.entry("aws.use.dualstack.endpoint", "BOOLEAN false"),
                        Map.entry("aws.connect.timeout.ms", "LONG 10000"),
                        Map.entry("aws.socket.timeout.ms", "LONG 45000"),
                        Map.entry("aws.call.timeout.ms", "LONG 180000"),
                        Map.entry("aws.max.attempts", "INT 3"),
                        Map.entry("aws.redshift.data.endpoint", "STRING "),
                        Map.entry("aws.sts.endpoint", "STRING "),
                        Map.entry("aws.secretsmanager.endpoint", "STRING "),
                        Map.entry("aws.redshift.endpoint", "STRING "),
                        Map.entry("aws.redshift.serverless.endpoint", "STRING "),
                        Map.entry("aws.s3.access.key.id", "PASSWORD hidden"),
                        Map.entry("aws.s3.secret.access.key", "PASSWORD hidden"),
                        Map.entry("aws.s3.session.token", "PASSWORD hidden"),
                        Map.entry("aws.s3.profile", "STRING "),
                        Map.entry("aws.s3.sts.role.arn", "LIST "),
                        Map.entry("aws.s3.sts.role.external.id", "PASSWORD hidden"),
                        Map.entry("schema.include.list", "LIST "),
                        Map.entry("schema.exclude.list", "LIST "),
                        Map.entry("table.include.list", "LIST "),
                        Map.entry("table.exclude.list", "LIST "),
                        Map.entry("query.names", "LIST "),
                        Map.entry("query.change.mode", "STRING fail"),
                        Map.entry("table.groups", "LIST "),
                        Map.entry("watermark.column", "STRING "),
                        Map.entry("mode", "STRING incremental"),
                        Map.entry("snapshot.mode", "STRING initial"),
                        Map.entry("watermark.overlap.interval.ms", "LONG 0"),
                        Map.entry("window.max.rows", "LONG 10000000"),
                        Map.entry("watermark.null.handling.mode", "STRING ignore"),
                        Map.entry("watermark.initial", "STRING "),
                        Map.entry("timestamp.delay.interval.ms", "LONG 60000"),
                        Map.entry("db.timezone", "STRING UTC"),
                        Map.entry("table.poll.interval.ms", "LONG 300000"),
                        Map.entry("aws.s3.bucket.name", "STRING required"),
                        Map.entry("aws.s3.prefix", "STRING kafka-connect"),
                        Map.entry("aws.s3.region", "STRING "),
                        Map.entry("aws.s3.endpoint", "STRING "),
                        Map.entry("aws.s3.path.style.access", "BOOLEAN false"),
                        Map.entry("unload.iam.role", "LIST default"),
                        Map.entry("unload.encryption", "STRING bucket"),
                        Map.entry("unload.max.file.size.mb", "INT 64"),
                        Map.entry("staging.orphan.age.ms", "LONG 172800000"),
                        Map.entry("staging.cleanup", "STRING after.commit"),
                        Map.entry("staging.lost.mode", "STRING fail"),
                        Map.entry("topic.prefix", "STRING required"),
                        Map.entry("column.include.list", "LIST "),
                        Map.entry("column.exclude.list", "LIST "),
                        Map.entry("table.topic.name.template", "STRING ${topic.prefix}.${schema}.${table}"),
                        Map.entry("message.key.columns", "STRING "),
                        Map.entry("schema.name.adjustment.mode", "STRING none"),
                        Map.entry("field.name.adjustment.mode", "STRING none"),
                        Map.entry("source.headers.enabled", "BOOLEAN false"),
                        Map.entry("heartbeat.interval.ms", "LONG 0"),
                        Map.entry("topic.heartbeat.prefix", "STRING __redshift-heartbeat"),
                        Map.entry("decimal.handling.mode", "STRING precise"),
                        Map.entry("time.precision.mode", "STRING adaptive"),
                        Map.entry("binary.handling.mode", "STRING bytes"),
                        Map.entry("char.trim", "BOOLEAN false"),
                        Map.entry("include.source.type", "BOOLEAN false"),
                        Map.entry("unsupported.types", "STRING fail"),
                        Map.entry("schema.evolution", "STRING evolve"),
                        Map.entry("poll.interval.ms", "LONG 300000"),
                        Map.entry("max.batch.size", "INT 2048"),
                        Map.entry("max.queue.size.in.bytes", "LONG 83886080"),
                        Map.entry("errors.max.retries", "INT 10"),
                        Map.entry("table.failure.mode", "STRING retry"),
                        Map.entry("validation.mode", "STRING online"),
                        Map.entry("validation.timeout.ms", "LONG 30000"),
                        Map.entry("unloads.in.flight", "INT 4"),
                        Map.entry("probe.timeout.ms", "LONG 30000"),
                        Map.entry("aws.redshift.data.quota.percent", "INT 50"),
                        Map.entry("guardrail.tables", "INT 0"),
                        Map.entry("guardrail.bytes.per.hour", "LONG 0"),
                        Map.entry("guardrail.statements.per.hour", "LONG 0"),
                        Map.entry("poll.cron", "STRING "),
                        Map.entry("poll.quiet.hours", "STRING "),
                        Map.entry("errors.row.mode", "STRING fail"),
                        Map.entry("errors.deadletterqueue.topic.name", "STRING "),
                        Map.entry("max.record.bytes", "LONG 0"),
                        Map.entry("transaction.max.rows", "LONG 0"),
                        Map.entry("transaction.max.duration.ms", "LONG 20000")));
    }

    @Test
    void everySettingHasTextGroupAndDisplayName() {
        assertThat(ConnectorConfig.definition().configKeys().values()).allSatisfy(key -> {
            assertThat(key.documentation).isNotBlank().endsWith(".");
            assertThat(key.group).isNotBlank();
            assertThat(key.displayName).isNotBlank();
            assertThat(key.orderInGroup).isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart.json", "serverless.json", "cluster.json", "queries.json"})
    void sampleConfigurationsAreValid(String file) throws IOException {
        Map<String, String> settings = new ObjectMapper()
                .readValue(Path.of("config", file).toFile(), new TypeReference<Map<String, String>>() {});
        // A worker replaces what a config provider knows before the connector sees it.
        settings.replaceAll((key, value) -> value.startsWith("${") ? "http://127.0.0.1:1" : value);
        assertThat(ConnectorConfig.validate(settings).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        assertThat(settings.keySet()).allSatisfy(key -> assertThat(FRAMEWORK.contains(key)
                        || key.startsWith("table.products.")
                        || key.matches("query[.](recent_orders|price_list)[.].+")
                        || ConnectorConfig.definition().configKeys().containsKey(key))
                .as(key)
                .isTrue());
    }

    @Test
    void everySettingIsMapped() {
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("name", "orders"),
                Map.entry("redshift.cluster.id", "analytics-1"),
                Map.entry("redshift.database", "dev"),
                Map.entry("redshift.db.user", "reader"),
                Map.entry("aws.region", "eu-west-1"),
                Map.entry("aws.access.key.id", "AKIA"),
                Map.entry("aws.secret.access.key", "shhh"),
                Map.entry("aws.session.token", "hush"),
                Map.entry("aws.redshift.data.endpoint", "https://vpce.example"),
                Map.entry("statement.timeout.ms", "60000"),
                Map.entry("table.include.list", "a\\..*,b\\.c"),
                Map.entry("table.exclude.list", "a\\.tmp"),
                Map.entry("schema.include.list", "a,b"),
                Map.entry("schema.exclude.list", "c"),
                Map.entry("table.groups", "c"),
                Map.entry("table.c.include", "b\\.c"),
                Map.entry("table.c.watermark.column", "id"),
                Map.entry("watermark.column", "updated_at"),
                Map.entry("watermark.initial", "2026-01-01 00:00:00"),
                Map.entry("mode", "incremental"),
                Map.entry("snapshot.mode", "initial_only"),
                Map.entry("watermark.overlap.interval.ms", "60000"),
                Map.entry("window.max.rows", "500"),
                Map.entry("watermark.null.handling.mode", "send"),
                Map.entry("timestamp.delay.interval.ms", "5000"),
                Map.entry("db.timezone", "Asia/Kolkata"),
                Map.entry("table.poll.interval.ms", "7000"),
                Map.entry("aws.s3.bucket.name", "bucket"),
                Map.entry("aws.s3.prefix", "a/b"),
                Map.entry("aws.s3.region", "eu-west-2"),
                Map.entry("aws.s3.endpoint", "http://127.0.0.1:9000"),
                Map.entry("aws.s3.path.style.access", "true"),
                Map.entry("unload.iam.role", "arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b"),
                Map.entry("unload.encryption", "auto"),
                Map.entry("unload.max.file.size.mb", "128"),
                Map.entry("staging.orphan.age.ms", "1000"),
                Map.entry("staging.cleanup", "never"),
                Map.entry("staging.lost.mode", "redo"),
                Map.entry("topic.prefix", "warehouse"),
                Map.entry("table.topic.name.template", "${schema}"),
                Map.entry("schema.name.adjustment.mode", "avro"),
                Map.entry("field.name.adjustment.mode", "avro_unicode"),
                Map.entry("message.key.columns", "b\\.c:id,line"),
                Map.entry("source.headers.enabled", "true"),
                Map.entry("heartbeat.interval.ms", "10"),
                Map.entry("topic.heartbeat.prefix", "beat"),
                Map.entry("decimal.handling.mode", "string"),
                Map.entry("time.precision.mode", "isostring"),
                Map.entry("binary.handling.mode", "base64"),
                Map.entry("char.trim", "true"),
                Map.entry("include.source.type", "true"),
                Map.entry("unsupported.types", "skip"),
                Map.entry("schema.evolution", "ignore"),
                Map.entry("poll.interval.ms", "900"),
                Map.entry("max.batch.size", "10"),
                Map.entry("max.queue.size.in.bytes", "2000000"),
                Map.entry("errors.max.retries", "-1"),
                Map.entry("table.failure.mode", "skip"),
                Map.entry("validation.timeout.ms", "2000"),
                Map.entry("unloads.in.flight", "2"),
                Map.entry("probe.timeout.ms", "5000"),
                Map.entry("aws.redshift.data.quota.percent", "20"),
                Map.entry("guardrail.tables", "300"),
                Map.entry("guardrail.bytes.per.hour", "1000000"),
                Map.entry("guardrail.statements.per.hour", "60"),
                Map.entry("poll.cron", "0 6 * * *"),
                Map.entry("poll.quiet.hours", "22:00-05:00"),
                Map.entry("errors.row.mode", "topic"),
                Map.entry("errors.deadletterqueue.topic.name", "bad.rows"),
                Map.entry("max.record.bytes", "900000"),
                Map.entry("transaction.max.rows", "5000"),
                Map.entry("transaction.max.duration.ms", "7000")));
        ConnectorConfig config = ConnectorConfig.from(settings);
        assertThat(config.name()).isEqualTo("orders");
        assertThat(config.connection().target().transport()).isEqualTo(TargetConfig.Transport.DATA_API);
        assertThat(config.connection().warehouse())
                .isEqualTo(new TargetConfig.Warehouse(
                        Optional.empty(), Optional.of("analytics-1"), Optional.empty(), Optional.empty(), "dev"));
        assertThat(config.connection().login().user()).contains("reader");
        assertThat(config.connection().target().region()).contains("eu-west-1");
        assertThat(config.connection().aws().region()).contains("eu-west-1");
        AwsIdentity caller = config.connection().aws().callers().redshift();
        assertThat(caller.source()).isEqualTo(new AwsIdentity.Source.StaticKeys("AKIA", "shhh", Optional.of("hush")));
        assertThat(config.connection().aws().endpoints().dataApi().orElseThrow())
                .hasToString("https://vpce.example");
        assertThat(config.connection().statementTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.tables().filter().tables().include())
                .extracting(Object::toString)
                .containsExactly("a\\..*", "b\\.c");
        assertThat(config.tables().filter().tables().exclude())
                .extracting(Object::toString)
                .containsExactly("a\\.tmp");
        assertThat(config.tables().filter().schemas().include())
                .extracting(Object::toString)
                .containsExactly("a", "b");
        assertThat(config.tables().filter().schemas().exclude())
                .extracting(Object::toString)
                .containsExactly("c");
        assertThat(config.tables().groups()).singleElement().satisfies(group -> {
            assertThat(group.name()).isEqualTo("c");
            assertThat(group.watermarkColumn()).contains("id");
        });
        assertThat(config.tables().watermarkColumn()).contains("updated_at");
        assertThat(config.windows())
                .isEqualTo(new WindowsConfig(
                        false,
                        WindowsConfig.Snapshot.INITIAL_ONLY,
                        Optional.of("2026-01-01 00:00:00"),
                        new WindowsConfig.Lag(Duration.ofSeconds(5), ZoneId.of("Asia/Kolkata")),
                        Duration.ofMinutes(1),
                        500,
                        NullWatermarks.SEND));
        assertThat(config.tables().listInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.staging().bucket().name()).isEqualTo("bucket");
        assertThat(config.staging().bucket().prefix()).isEqualTo("a/b/");
        assertThat(config.staging().bucket().region()).contains("eu-west-2");
        assertThat(config.connection().aws().s3())
                .isEqualTo(new AwsAccess.S3Access(
                        Optional.of("eu-west-2"), Optional.of(URI.create("http://127.0.0.1:9000")), true));
        assertThat(config.staging().unload())
                .isEqualTo(new StagingConfig.Unload(
                        List.of("arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"), "auto", 128));
        assertThat(config.staging().orphanAge()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.staging().cleanup()).isFalse();
        assertThat(config.staging().redoLost()).isTrue();
        assertThat(config.types())
                .isEqualTo(new TypeOptions(
                        Decimals.STRING, Times.ISOSTRING, Binaries.BASE64, true, true, UnsupportedTypes.SKIP));
        assertThat(config.evolution()).isEqualTo(SchemaEvolution.IGNORE);
        assertThat(config.records().topicPrefix()).isEqualTo("warehouse");
        assertThat(config.records().topicTemplate()).isEqualTo("${schema}");
        assertThat(config.records().adjustments())
                .isEqualTo(new RecordsConfig.Adjustments(NameAdjustment.AVRO, NameAdjustment.AVRO_UNICODE));
        assertThat(config.records().sourceHeaders()).isTrue();
        assertThat(config.records().heartbeatTopic()).isEqualTo("beat.warehouse");
        assertThat(config.records().heartbeatInterval()).isEqualTo(Duration.ofMillis(10));
        assertThat(config.records().keys().rules()).singleElement().satisfies(rule -> {
            assertThat(rule.tables()).hasToString("b\\.c");
            assertThat(rule.columns()).containsExactly("id", "line");
        });
        assertThat(config.polling())
                .isEqualTo(new PollingConfig(
                        Duration.ofMillis(900),
                        10,
                        2_000_000,
                        -1,
                        PollingConfig.FailureMode.SKIP,
                        Duration.ofSeconds(2)));
        CostConfig cost = config.cost();
        assertThat(cost)
                .isEqualTo(new CostConfig(
                        Duration.ofSeconds(5),
                        2,
                        0.2,
                        300,
                        1_000_000,
                        60,
                        cost.cron(),
                        Optional.of(
                                new QuietHours(LocalTime.of(22, 0), LocalTime.of(5, 0), ZoneId.of("Asia/Kolkata")))));
        assertThat(cost.cron().orElseThrow().apply(Instant.parse("2026-03-01T12:00:00Z")))
                .isEqualTo("2026-03-02T00:30:00Z");
        assertThat(config.errors())
                .isEqualTo(new ErrorsConfig(ErrorsConfig.RowMode.TOPIC, Optional.of("bad.rows"), 900_000));
        assertThat(config.delivery()).isEqualTo(new DeliveryConfig(OptionalLong.of(5_000), Duration.ofSeconds(7)));
        assertThat(config.toString()).doesNotContain("shhh", "hush", "AKIA");
    }

    @Test
    void aHeartbeatTopicThatKafkaDoesNotTakeIsRefused() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "redshift.workgroup", "analytics",
                "redshift.database", "dev",
                "aws.s3.bucket.name", "bucket",
                "table.include.list", "a",
                "watermark.column", "at",
                "topic.prefix", "t".repeat(148)));
        settings.put("topic.heartbeat.prefix", "h".repeat(100));
        assertThat(ConnectorConfig.from(settings).records().heartbeatTopic()).hasSize(249);
        settings.put("topic.heartbeat.prefix", "h".repeat(101));
        assertThatThrownBy(() -> ConnectorConfig.from(settings))
                .hasMessage(
                        "topic.heartbeat.prefix: The heartbeat topic <topic.heartbeat.prefix>.<topic.prefix> would have 250"
                                + " characters; Kafka takes 249. Make one of them shorter.");
    }

    @Test
    void allProblemsAreToldTogether() {
        assertThatThrownBy(() -> ConnectorConfig.from(Map.of(
                        "redshift.database", "dev",
                        "aws.access.key.id", "AKIA",
                        "aws.s3.bucket.name", "bucket",
                        "table.include.list", "a",
                        "topic.prefix", "t")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Set exactly one of redshift.workgroup and redshift.cluster.id; neither is set.")
                .hasMessageContaining("aws.access.key.id is set, so aws.secret.access.key must be, too.")
                .hasMessageContaining("No watermark column is set");
    }
}
