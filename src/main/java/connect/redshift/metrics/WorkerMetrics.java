// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * Among the worker's own metrics (KIP-877, Kafka 4.1), which add connector and task and go to each of its reporters.
 * Every mention of a class that older workers lack is in here.
 */
final class WorkerMetrics implements MetricPlace {
    private final PluginMetrics lent;
    private final List<MetricName> names = new ArrayList<>();

    private WorkerMetrics(PluginMetrics lent) {
        this.lent = lent;
    }

    /** Empty where the worker is too old or lends none. */
    static Optional<MetricPlace> of(SourceTaskContext context) {
        try {
            return Optional.ofNullable(context.pluginMetrics()).map(WorkerMetrics::new);
        } catch (LinkageError | UnsupportedOperationException older) {
            return Optional.empty();
        }
    }

    @Override
    public <S> void put(Map<String, String> tags, List<Metric<S>> metrics, S source) {
        for (Metric<S> metric : metrics) {
            MetricName name = lent.metricName(metric.name(), metric.description(), new LinkedHashMap<>(tags));
            // Texts too: Kafka's JMX reporter hands out whatever a gauge says.
            Gauge<Object> gauge = (config, now) -> metric.value().apply(source);
            lent.addMetric(name, gauge);
            names.add(name);
        }
    }

    @Override
    public void clear() {
        names.forEach(lent::removeMetric);
        names.clear();
    }

    @Override
    public String where() {
        return "kafka.connect:type=plugins";
    }
}
