// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorsConfigTest {
    private static List<String> problems(String setting, Map<String, String> errors) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "redshift.workgroup", "analytics",
                "redshift.database", "dev",
                "aws.s3.bucket.name", "bucket",
                "table.include.list", "a",
                "watermark.column", "at",
                "topic.prefix", "t"));
        settings.putAll(errors);
        List<ConfigValue> values = ConnectorConfig.validate(settings).configValues();
        assertThat(values)
                .filteredOn(value -> !value.name().equals(setting))
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        return values.stream()
                .filter(value -> value.name().equals(setting))
                .findFirst()
                .orElseThrow()
                .errorMessages();
    }

    @Test
    void aTopicOfBadRowsMustBeNamedWhereTheyGoThere() {
        assertThat(problems(ErrorsConfig.TOPIC, Map.of("errors.row.mode", "topic")))
                .containsExactly(
                        "errors.row.mode is \"topic\", so errors.deadletterqueue.topic.name must name that topic.");
        assertThat(problems(ErrorsConfig.TOPIC, Map.of("errors.row.mode", "skip")))
                .isEmpty();
        assertThat(problems(
                        ErrorsConfig.TOPIC,
                        Map.of("errors.row.mode", "topic", "errors.deadletterqueue.topic.name", "bad-rows")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad rows", ".", "..", "a/b"})
    void aTopicThatKafkaDoesNotTakeIsRefused(String topic) {
        assertThat(problems(ErrorsConfig.TOPIC, Map.of("errors.deadletterqueue.topic.name", topic)))
                .singleElement()
                .asString()
                .contains(topic, "a topic's name: at most 249 letters, digits, dots, hyphens and underscores");
    }

    @Test
    void badRowsDoNotGoAmongHeartbeats() {
        assertThat(problems(ErrorsConfig.TOPIC, Map.of("errors.deadletterqueue.topic.name", "__redshift-heartbeat.t")))
                .containsExactly(
                        "\"__redshift-heartbeat.t\" is the topic of heartbeats; give bad rows a topic of their own.");
    }

    @Test
    void anUnknownModeNamesTheOthers() {
        assertThat(problems(ErrorsConfig.ROW_MODE, Map.of("errors.row.mode", "ignore")))
                .singleElement()
                .asString()
                .contains("ignore", "fail", "skip", "topic");
    }

    @Test
    void aLimitIsNotNegative() {
        assertThat(problems(ErrorsConfig.MAX_BYTES, Map.of("max.record.bytes", "-1")))
                .hasSize(1);
    }
}
