// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.simulation.ModelledDataApi.Operation;
import connect.redshift.simulation.Simulation.Outcome;
import connect.redshift.simulation.Simulation.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How far one connector goes: what a Data API with its quotas and a Serverless workgroup would see of many tables.
 * {@code -Dscheduling.tables=100,1000,10000} for more of them.
 */
final class SchedulingTest {
    private static final String SIZES = System.getProperty("scheduling.tables", "100,1000");
    private static final long SEED = Long.getLong("scheduling.seed", 1);
    private static final Path REPORT = Path.of("target", "reports", "scheduling.txt");

    /** aws.amazon.com/redshift/pricing, read in October 2026: us-east-1, on demand. */
    private static final double DOLLARS_AN_RPU_HOUR = 0.375;

    private static final int RPU = 8;

    @Test
    void manyTablesStayWithinTheQuotas() throws IOException {
        List<String> report = new ArrayList<>();
        report.add("scheduling.seed=%d; one table in ten gets rows every minute".formatted(SEED));
        for (int tables : Stream.of(SIZES.split(",", -1)).map(Integer::parseInt).toList()) {
            for (int tasks : List.of(1, 4)) {
                for (int minutes : List.of(1, 5, 15)) {
                    long began = System.nanoTime();
                    Outcome outcome =
                            new Simulation(new Setting(tables, tasks, Duration.ofMinutes(minutes)), SEED).run();
                    report.addAll(lines(outcome));
                    report.add("  simulated in %.1f s".formatted((System.nanoTime() - began) / 1e9));
                    System.out.println(String.join("\n", report.subList(report.size() - 6, report.size())));
                }
            }
        }
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, report);
        assertThat(report).isNotEmpty();
    }

    private static List<String> lines(Outcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add(outcome.setting().toString());
        lines.add("  started: every table asked within %.1f s, %d calls throttled"
                .formatted(seconds(outcome.started()), outcome.throttledAtStart()));
        lines.add("  asked late by p50 %.1f s, p99 %.1f s; rows arrive p50 %.1f s, p99 %.1f s after their commit"
                .formatted(
                        seconds(outcome.late().get(0)),
                        seconds(outcome.late().get(1)),
                        seconds(outcome.age().get(0)),
                        seconds(outcome.age().get(1))));
        StringBuilder calls = new StringBuilder("  calls a second (busiest, quota):");
        for (Operation operation : List.of(Operation.EXECUTE, Operation.DESCRIBE, Operation.RESULT)) {
            calls.append(" %s %.2f (%d, %d)"
                    .formatted(
                            operation,
                            outcome.aSecond().get(operation),
                            outcome.busiest().get(operation),
                            operation.quota()));
        }
        lines.add(calls + "; %d throttled".formatted(outcome.throttled()));
        lines.add(
                "  %.1f statements a table and hour; Serverless billed for %.0f%% of the time, $%.2f a day with %d RPU"
                        .formatted(
                                outcome.statements(),
                                outcome.billed() * 100,
                                outcome.billed() * 24 * RPU * DOLLARS_AN_RPU_HOUR,
                                RPU));
        return lines;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
