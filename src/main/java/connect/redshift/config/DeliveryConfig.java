// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * How much goes into a transaction where the connector says where they end.
 *
 * @param transactionRows empty for no limit
 * @param transactionTime how long a transaction stays open
 */
public record DeliveryConfig(OptionalLong transactionRows, Duration transactionTime) {
    static final String ROWS = "transaction.max.rows";
    static final String TIME = "transaction.max.duration.ms";
    private static final String GROUP = "Delivery";

    /** Connect's own settings, which a connector sees and does not define. */
    private static final String BOUNDARY = "transaction.boundary";

    static final String EXACTLY_ONCE = "exactly.once.support";
    private static final String PRODUCER_TIMEOUT = "producer.override.transaction.timeout.ms";

    /** Kafka's default of the producer's {@code transaction.timeout.ms}. */
    private static final long DEFAULT_PRODUCER_TIMEOUT = 60_000;

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        ROWS,
                        ConfigDef.Type.LONG,
                        0L,
                        ConfigDef.Range.atLeast(0L),
                        Importance.LOW,
                        "With transaction.boundary=connector: after how many rows a transaction is committed, when its window"
                                + " has not ended before; 0 for no such limit.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Rows a transaction")
                .define(
                        TIME,
                        ConfigDef.Type.LONG,
                        20_000L,
                        ConfigDef.Range.atLeast(100L),
                        Importance.LOW,
                        "With transaction.boundary=connector: after how many milliseconds a transaction is committed, when its"
                                + " window has not ended before. At most half of the producer's transaction timeout"
                                + " (producer.override.transaction.timeout.ms, else 60000), since Kafka ends a transaction that"
                                + " is open longer than that, and then the task fails.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Time a transaction");
    }

    static List<Problem> problems(AbstractConfig config) {
        return "connector".equals(connects(config, BOUNDARY))
                ? timeProblem(config).stream().toList()
                : List.of();
    }

    /** Whether Connect must refuse a configuration that cannot be exactly-once. */
    static boolean mustBeExactlyOnce(AbstractConfig config) {
        return "required".equals(connects(config, EXACTLY_ONCE));
    }

    private static Optional<Problem> timeProblem(AbstractConfig config) {
        String text = connects(config, PRODUCER_TIMEOUT);
        if (!text.matches("\\d{0,9}")) {
            return Optional.of(new Problem(
                    TIME,
                    "%s=%s is no number of milliseconds, so it cannot be told how long a transaction may be open."
                            .formatted(PRODUCER_TIMEOUT, text)));
        }
        long timeout = text.isEmpty() ? DEFAULT_PRODUCER_TIMEOUT : Long.parseLong(text);
        long time = config.getLong(TIME);
        return ConnectionConfig.when(
                time > timeout / 2,
                TIME,
                ("%s=%d is more than half of the producer's transaction timeout of %d ms, after which Kafka ends the"
                                + " transaction and the task fails. Set it to %d or less, or set %s to %d or more, which the"
                                + " brokers' transaction.max.timeout.ms limits.")
                        .formatted(TIME, time, timeout, timeout / 2, PRODUCER_TIMEOUT, time * 2));
    }

    /** One of Connect's settings in the form in which Connect compares it; empty where it is not set. */
    private static String connects(AbstractConfig config, String key) {
        return String.valueOf(config.originals().getOrDefault(key, "")).trim().toLowerCase(Locale.ROOT);
    }

    static DeliveryConfig from(AbstractConfig config) {
        long rows = config.getLong(ROWS);
        return new DeliveryConfig(
                rows == 0 ? OptionalLong.empty() : OptionalLong.of(rows), Duration.ofMillis(config.getLong(TIME)));
    }
}
