// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import connect.redshift.aws.AwsCall;
import connect.redshift.stream.TableStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What operators see of a task as a whole. */
public final class TaskMetrics {
    public static final List<Metric<TaskFigures>> ALL = Stream.concat(
                    own(), Arrays.stream(AwsCall.values()).map(TaskMetrics::calls))
            .toList();

    private TaskMetrics() {}

    private static Stream<Metric<TaskFigures>> own() {
        return Stream.of(
                Metric.number("tables", "tables", "dealt to this task", task -> task.tables()
                        .size()),
                Metric.number("tables-failing", "tables", "whose last try failed", task -> task.tables().stream()
                        .filter(table -> table.failuresInARow() > 0)
                        .count()),
                Metric.number("bad-rows-total", "rows", "of all tables", task -> task.tables().stream()
                        .mapToLong(TableStatus::badRows)
                        .sum()),
                Metric.number(
                        "queue-bytes", "bytes", "of row groups in memory or on their way from S3", task -> task.memory()
                                .held()),
                Metric.number("queue-bytes-limit", "bytes", "`max.queue.size.in.bytes`", task -> task.memory()
                        .limit()),
                Metric.number(
                        "aws-throttles-total",
                        "calls",
                        "that AWS put off; they are among the calls",
                        task -> task.calls().throttled()));
    }

    private static Metric<TaskFigures> calls(AwsCall call) {
        return Metric.number(
                call.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-calls-total",
                "calls",
                call.meaning(),
                task -> task.calls().made(call));
    }
}
