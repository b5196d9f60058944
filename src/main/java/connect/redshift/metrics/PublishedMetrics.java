// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import connect.redshift.stream.TableStatus;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's figures where its operators look, until it is closed. As many as the task has tables, and never more. A task
 * never fails for its metrics: what cannot be put is told in the log.
 */
public final class PublishedMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedMetrics.class);

    private final Optional<MetricPlace> place;

    /** Whose figures they are. */
    public record Subject(String connector, int task) {}

    private PublishedMetrics(Optional<MetricPlace> place) {
        this.place = place;
    }

    /** Among the worker's metrics if it takes them, else as MBeans. */
    public static PublishedMetrics publish(SourceTaskContext context, Subject subject, TaskFigures figures) {
        MetricPlace beans = new Beans(ManagementFactory.getPlatformMBeanServer(), subject);
        return new PublishedMetrics(Stream.concat(WorkerMetrics.of(context).stream(), Stream.of(beans))
                .filter(place -> takes(place, figures))
                .findFirst());
    }

    private static boolean takes(MetricPlace place, TaskFigures figures) {
        try {
            place.put(Map.of(), TaskMetrics.ALL, figures);
            for (TableStatus table : figures.tables()) {
                place.put(Map.of("table", table.table()), TableMetrics.ALL, table);
            }
            return true;
        } catch (RuntimeException refused) {
            // Such as names that a task which did not end yet still has.
            LOG.warn("{} takes no metrics: {}", place.where(), refused.getMessage(), refused);
            clear(place);
            return false;
        }
    }

    /** Where to look, for the log. */
    public String where() {
        return place.map(MetricPlace::where).orElse("nowhere");
    }

    @Override
    public void close() {
        place.ifPresent(PublishedMetrics::clear);
    }

    private static void clear(MetricPlace place) {
        try {
            place.clear();
        } catch (RuntimeException failure) {
            LOG.warn("metrics at {} could not be taken away", place.where(), failure);
        }
    }
}
