// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.util.Locale;

/** One kind of worker that users run: Kafka's version, the Java below it, how it finds plugins, what it delivers. */
record WorkerKind(String kafka, Jdk jdk, Discovery discovery, Delivery delivery) {
    /** {@code plugin.discovery}. */
    enum Discovery {
        SERVICE_LOAD,
        HYBRID_WARN
    }

    /** {@code exactly.once.source.support}, which is on or off for all connectors of a worker. */
    enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** Whether the worker lends connectors metrics of its own (KIP-877). */
    boolean takesMetrics() {
        String[] parts = kafka.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        return major > 4 || (major == 4 && Integer.parseInt(parts[1]) >= 1);
    }

    WorkerSettings settings() {
        return WorkerSettings.group("kind-" + toString().replaceAll("[^a-z0-9]+", "-"))
                .on(KafkaRuntime.fromSystemProperties().version(kafka))
                .on(jdk)
                .with("plugin.discovery", lower(discovery))
                .exactlyOnce(delivery == Delivery.EXACTLY_ONCE);
    }

    @Override
    public String toString() {
        return "%s java %d %s %s".formatted(kafka, jdk.feature(), lower(discovery), lower(delivery));
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
