// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeliveryConfigTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "redshift.workgroup", "w-1",
            "redshift.database", "dev",
            "aws.s3.bucket.name", "bucket",
            "table.include.list", "a\\.b",
            "watermark.column", "at",
            "topic.prefix", "t");

    private static List<String> errors(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        return ConnectorConfig.validate(settings).configValues().stream()
                .filter(value -> value.name().equals("transaction.max.duration.ms"))
                .map(ConfigValue::errorMessages)
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
            connector, 30000, -
            connector, 20000, 40000
            connector, 400000, 800000
            # Connect itself takes any capitals.
            CONNECTOR, 100, 200
            # What is not used may be anything.
            poll, 900000, -
            interval, 900000, 1000
            """)
    void halfOfTheTimeoutIsSafe(String boundary, String time, String timeout) {
        Map<String, String> more = new HashMap<>(Map.of("transaction.boundary", boundary));
        more.put("transaction.max.duration.ms", time);
        if (timeout != null) {
            more.put("producer.override.transaction.timeout.ms", timeout);
        }
        assertThat(errors(more)).isEmpty();
    }

    @Test
    void moreThanHalfOfKafkasDefaultIsRefused() {
        assertThat(errors(Map.of("transaction.boundary", "connector", "transaction.max.duration.ms", "30001")))
                .containsExactly(
                        "transaction.max.duration.ms=30001 is more than half of the producer's transaction timeout of"
                                + " 60000 ms, after which Kafka ends the transaction and the task fails. Set it to 30000"
                                + " or less, or set producer.override.transaction.timeout.ms to 60002 or more, which the"
                                + " brokers' transaction.max.timeout.ms limits.");
    }

    /** Its default, too, must be told to be too long. */
    @Test
    void moreThanHalfOfTheConnectorsTimeoutIsRefused() {
        assertThat(errors(Map.of(
                        "transaction.boundary", "Connector ", "producer.override.transaction.timeout.ms", "10000")))
                .singleElement()
                .asString()
                .startsWith(
                        "transaction.max.duration.ms=20000 is more than half of the producer's transaction timeout of"
                                + " 10000 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "watermark.overlap.interval.ms, 60000, watermark.overlap.interval.ms=60000 sends the rows of the overlap again",
        "snapshot.mode, always, snapshot.mode=always sends every row again at each start of a task"
    })
    void whatSendsRowsAgainIsRefusedWhereExactlyOnceIsRequired(String setting, String value, String reason) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put(setting, value);
        settings.put("exactly.once.support", "required");
        assertThat(ConnectorConfig.validate(settings).configValues())
                .filteredOn(one -> !one.errorMessages().isEmpty())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.name()).isEqualTo(setting);
                    assertThat(one.errorMessages())
                            .containsExactly(
                                    reason
                                            + ", so it cannot be exactly-once. Choose another value, or do not set exactly.once.support to required.");
                });
        assertThat(ConnectorConfig.repeats(settings)).hasSize(1);
        settings.put("exactly.once.support", "requested");
        assertThat(ConnectorConfig.validate(settings).configValues())
                .allMatch(one -> one.errorMessages().isEmpty());
        assertThat(ConnectorConfig.repeats(settings)).hasSize(1);
        settings.remove(setting);
        assertThat(ConnectorConfig.repeats(settings)).isEmpty();
    }

    @Test
    void aTimeoutThatIsNoNumberIsNamed() {
        assertThat(errors(
                        Map.of("transaction.boundary", "connector", "producer.override.transaction.timeout.ms", "60s")))
                .containsExactly(
                        "producer.override.transaction.timeout.ms=60s is no number of milliseconds, so it cannot"
                                + " be told how long a transaction may be open.");
    }
}
