// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

/** Every secret setting, filled: what is made of the settings never shows one. */
final class SecretsTest {
    private static final String MARK = "hush";

    private static List<String> secretKeys() {
        return ConnectorConfig.definition().configKeys().values().stream()
                .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .sorted()
                .toList();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "name", "secrets",
                "connection.mode", "jdbc",
                "redshift.cluster.id", "warehouse",
                "redshift.database", "dev",
                "redshift.db.user", "reader",
                "aws.region", "eu-west-1",
                "aws.sts.role.arn", "arn:aws:iam::123456789012:role/reader",
                "aws.s3.sts.role.arn", "arn:aws:iam::123456789012:role/buckets"));
        settings.putAll(Map.of(
                "aws.proxy.url", "http://proxy:3128",
                "aws.proxy.user", "somebody",
                "aws.s3.bucket.name", "staging",
                "topic.prefix", "secrets",
                "table.include.list", "shop\\.orders",
                "watermark.column", "at"));
        secretKeys().forEach(key -> settings.put(key, MARK + "-" + key));
        return settings;
    }

    @Test
    void secretsAreKnownAsSuch() {
        assertThat(secretKeys())
                .containsExactly(
                        "aws.access.key.id",
                        "aws.proxy.password",
                        "aws.s3.access.key.id",
                        "aws.s3.secret.access.key",
                        "aws.s3.session.token",
                        "aws.s3.sts.role.external.id",
                        "aws.secret.access.key",
                        "aws.session.token",
                        "aws.sts.role.external.id",
                        "redshift.db.password");
    }

    /** Records print their components, so one that holds a secret must not. */
    @Test
    void valuesDoNotPrintThem() {
        ConnectorConfig config = ConnectorConfig.from(settings());
        assertThat(config.toString()).doesNotContain(MARK);
        assertThat(config.connection().toString()).doesNotContain(MARK);
        assertThat(config.connection().aws().toString()).doesNotContain(MARK);
    }

    @Test
    void validatedValuesDoNotPrintThem() {
        Config validated = ConnectorConfig.validate(settings());
        assertThat(validated.configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        assertThat(validated.configValues().stream().map(ConfigValue::toString)).noneMatch(text -> text.contains(MARK));
    }

    /** With each of them where another setting makes it wrong. */
    @Test
    void errorsDoNotPrintThem() {
        Map<String, String> settings = settings();
        settings.put("connection.mode", "data-api");
        settings.remove("aws.sts.role.arn");
        settings.remove("aws.s3.sts.role.arn");
        settings.remove("aws.access.key.id");
        settings.remove("aws.s3.access.key.id");
        settings.remove("aws.proxy.user");
        settings.remove("aws.proxy.url");
        Config validated = ConnectorConfig.validate(settings);
        List<String> errors = validated.configValues().stream()
                .flatMap(value -> value.errorMessages().stream())
                .toList();
        assertThat(errors).hasSizeGreaterThan(6).noneMatch(error -> error.contains(MARK));
        assertThatThrownBy(() -> ConnectorConfig.from(settings)).hasMessageNotContaining(MARK);
    }
}
