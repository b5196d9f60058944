// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.Readme;
import connect.redshift.simulation.ModelledDataApi.Operation;
import connect.redshift.simulation.Simulation.Outcome;
import connect.redshift.simulation.Simulation.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How far one connector goes: what a Data API with its quotas and a Serverless workgroup see of many tables. The README
 * shows it. Every build simulates the smaller settings and holds their rows against the README's;
 * {@code -Dscheduling.full=true} simulates all, and with {@code -Dreadme.update=true} writes the README's table anew.
 */
final class SchedulingTest {
    private static final boolean FULL = Boolean.getBoolean("scheduling.full");
    private static final long SEED = Long.getLong("scheduling.seed", 1);
    private static final Path REPORT = Path.of("target", "reports", "scheduling.txt");

    /** aws.amazon.com/redshift/pricing, read in October 2026: us-east-1, on demand. */
    private static final double DOLLARS_AN_RPU_HOUR = 0.375;

    private static final int RPU = 8;

    private static final List<Setting> EVERY_BUILD = List.of(setting(100, 1, 5), setting(1_000, 4, 5));
    private static final List<Setting> ALL = List.of(
            setting(100, 1, 5),
            setting(1_000, 1, 5),
            setting(1_000, 4, 5),
            setting(1_000, 16, 5),
            setting(1_000, 4, 1),
            setting(1_000, 4, 15),
            setting(10_000, 1, 5),
            setting(10_000, 4, 5),
            setting(10_000, 16, 5));

    private static Setting setting(int tables, int tasks, int minutes) {
        return new Setting(tables, tasks, Duration.ofMinutes(minutes));
    }

    @Test
    void manyTablesStayWithinTheQuotas() throws IOException {
        List<String> report = new ArrayList<>();
        report.add("scheduling.seed=%d, one table in ten gets rows every minute".formatted(SEED));
        List<Outcome> outcomes = new ArrayList<>();
        for (Setting setting : FULL ? ALL : EVERY_BUILD) {
            long began = System.nanoTime();
            Outcome outcome = new Simulation(setting, SEED).run();
            outcomes.add(outcome);
            List<String> lines = lines(outcome);
            lines.add("  simulated in %.1f s".formatted((System.nanoTime() - began) / 1e9));
            lines.forEach(System.out::println);
            report.addAll(lines);
        }
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, report);
        for (Outcome outcome : outcomes) {
            assertThat(outcome.throttledAtStart() + outcome.throttled())
                    .as("%s: throttled calls", outcome.setting())
                    .isZero();
        }
        if (SEED == 1) {
            requireShown(outcomes);
        }
    }

    private static void requireShown(List<Outcome> outcomes) throws IOException {
        if (FULL) {
            Readme.requireSection(
                    "scheduling",
                    Stream.concat(Stream.of(header()), outcomes.stream().map(SchedulingTest::row))
                            .collect(Collectors.joining()));
        } else {
            assertThat(Readme.text())
                    .as("README.md, \"How far one connector goes\"; see this class for how it is written anew")
                    .contains(outcomes.stream().map(SchedulingTest::row).toList());
        }
    }

    private static String header() {
        return """
                | tables | tasks | interval | all asked once after a start | asked late, p50 / p99 \
                | submits a second, mean / most | asks | results | statements a table and hour | billed | a day |
                |---|---|---|---|---|---|---|---|---|---|---|
                """;
    }

    private static String row(Outcome outcome) {
        return "| %,d | %d | %d min | %.0f s | %.1f s / %.1f s | %s | %s | %s | %.1f | %.0f%% | $%.0f |%n"
                .formatted(
                        outcome.setting().tables(),
                        outcome.setting().tasks(),
                        outcome.setting().interval().toMinutes(),
                        seconds(outcome.started()),
                        seconds(outcome.late().get(0)),
                        seconds(outcome.late().get(1)),
                        calls(outcome, Operation.EXECUTE),
                        calls(outcome, Operation.DESCRIBE),
                        calls(outcome, Operation.RESULT),
                        outcome.statements(),
                        outcome.billed() * 100,
                        dollars(outcome));
    }

    private static String calls(Outcome outcome, Operation operation) {
        return "%.1f / %d"
                .formatted(outcome.aSecond().get(operation), outcome.busiest().get(operation));
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
        lines.add("  calls a second, mean / most (quota): "
                + Stream.of(Operation.EXECUTE, Operation.DESCRIBE, Operation.RESULT)
                        .map(operation ->
                                "%s %s (%d)".formatted(operation, calls(outcome, operation), operation.quota()))
                        .collect(Collectors.joining(", "))
                + "; %d throttled".formatted(outcome.throttled()));
        lines.add(
                "  %.1f statements a table and hour; Serverless billed for %.0f%% of the time, $%.2f a day with %d RPU"
                        .formatted(outcome.statements(), outcome.billed() * 100, dollars(outcome), RPU));
        return lines;
    }

    private static double dollars(Outcome outcome) {
        return outcome.billed() * 24 * RPU * DOLLARS_AN_RPU_HOUR;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
