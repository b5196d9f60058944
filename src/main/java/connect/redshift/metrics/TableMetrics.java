// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import connect.redshift.stream.TableStatus;
import java.time.Duration;
import java.util.List;

/** What operators see of each table. */
public final class TableMetrics {
    /** Stands for a number that is not known, as Kafka's own metrics have it. */
    private static final long UNKNOWN = -1;

    public static final List<Metric<TableStatus>> ALL = List.of(
            Metric.text(
                    "state",
                    "`RESUMING`, `PLANNING`, `UNLOADING`, `READING`, `IDLE`, `FAILING` (waits for the next try), `PAUSED`"
                            + " (by a guardrail or quiet hours), `RESTING` (`table.failure.mode=skip`) or `OVER`"
                            + " (`snapshot.mode=initial_only`)",
                    status -> status.state().name()),
            Metric.text(
                    "watermark",
                    "every row up to this value has been handed to Connect; empty where there is none yet",
                    TableStatus::watermark),
            Metric.number(
                    "lag-ms",
                    "ms",
                    "how far that lies behind the worker's clock: since the watermark's time, or since Redshift last had"
                            + " nothing newer, whichever is later; -1 where neither is known",
                    status -> status.lag().map(Duration::toMillis).orElse(UNKNOWN)),
            Metric.number("rows-total", "rows", "handed to Connect as records", TableStatus::rows),
            Metric.number(
                    "bad-rows-total",
                    "rows",
                    "left out, or sent to the topic of bad rows (`errors.row.mode`)",
                    TableStatus::badRows),
            Metric.number(
                    "rows-left",
                    "rows",
                    "of the export that is being read, or was when it failed, that are still to come; 0 where there is none",
                    TableStatus::rowsLeft),
            Metric.number("staged-bytes-total", "bytes", "written to S3 by UNLOAD", TableStatus::stagedBytes),
            Metric.number(
                    "statements-total",
                    "statements",
                    "asked of Redshift, those among them that were asked together with other tables'",
                    TableStatus::statements),
            Metric.number("failures-total", "failures", "of any kind", TableStatus::failures),
            Metric.number("failures-in-a-row", "failures", "since the last success", TableStatus::failuresInARow),
            Metric.number(
                    "last-success-ms",
                    "ms since 1970",
                    "when rows came, or Redshift said that there are none; -1 where that was not yet",
                    status -> status.lastSuccess().orElse(UNKNOWN)),
            Metric.text("last-error", "of the last failure, however long ago", TableStatus::lastError));

    private TableMetrics() {}
}
