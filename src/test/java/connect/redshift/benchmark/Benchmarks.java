// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.rows.DecodeBenchmark;
import connect.redshift.rows.DistantReadBenchmark;
import connect.redshift.rows.ResumeBenchmark;
import connect.redshift.rows.SamplePart.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the JMH benchmarks in turns, round after round, and writes medians and their spread: machines are shared, so only
 * what was measured side by side can be compared.
 */
public final class Benchmarks {
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 5);

    /** Of one benchmark, by shape: a figure for each round. */
    private final Map<String, List<Double>> times = new TreeMap<>();

    private final Map<String, List<Double>> bytes = new TreeMap<>();
    private final List<String> report = new ArrayList<>();

    private Benchmarks() {}

    /** Writes to the file that is its argument. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Benchmarks benchmarks = new Benchmarks();
        for (int round = 0; round < ROUNDS; round++) {
            benchmarks.decode();
            benchmarks.read();
        }
        benchmarks.tell();
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, benchmarks.report);
        benchmarks.report.forEach(System.out::println);
    }

    private void decode() throws RunnerException {
        keep(new Runner(new OptionsBuilder()
                        .include(DecodeBenchmark.class.getSimpleName())
                        .include(ResumeBenchmark.class.getSimpleName())
                        .forks(1)
                        .jvmArgsAppend("-Xms1g", "-Xmx2g")
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .build())
                .run());
    }

    private void read() throws RunnerException {
        keep(new Runner(new OptionsBuilder()
                        .include(DistantReadBenchmark.class.getSimpleName())
                        .forks(1)
                        .jvmArgsAppend("-Xms1g", "-Xmx2g")
                        .warmupIterations(2)
                        .measurementIterations(2)
                        .build())
                .run());
    }

    private void keep(Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = name(
                    result.getParams().getBenchmark().replaceFirst(".*\\.", ""),
                    Shape.valueOf(result.getParams().getParam("shape")));
            times.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(result.getPrimaryResult().getScore());
            if (result.getSecondaryResults().containsKey("gc.alloc.rate.norm")) {
                bytes.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(result.getSecondaryResults()
                                .get("gc.alloc.rate.norm")
                                .getScore());
            }
        }
    }

    private static String name(String benchmark, Shape shape) {
        return benchmark + " " + shape.name().toLowerCase(Locale.ROOT);
    }

    private void tell() {
        for (Shape shape : Shape.values()) {
            String name = shape.name().toLowerCase(Locale.ROOT);
            ratio("decode %s vs avro".formatted(name), "avro", "ours", shape);
            ratio("decode %s vs raw scan".formatted(name), "raw", "ours", shape);
            ratio("decode %s past Connect's checks vs avro".formatted(name), "avro", "trusted", shape);
            ratio("decode %s past Connect's checks vs ours".formatted(name), "ours", "trusted", shape);
            ratio("resume at the last row of 64 MB, %s, share of reading all".formatted(name), "last", "all", shape);
            ratio("S3 at 30 ms and 90 MB/s, %s, vs whole parts".formatted(name), "whole", "ahead", shape);
            ratio("S3 at 30 ms and 90 MB/s, %s, time over decoding alone".formatted(name), "ahead", "decoded", shape);
        }
        for (Shape shape : Shape.values()) {
            for (String benchmark : List.of("raw", "trusted", "ours", "avro")) {
                String name = name(benchmark, shape);
                say("decode %s: %.0f krows/s, %.0f bytes allocated a row"
                        .formatted(
                                name, shape.rows() / median(times.get(name)), median(bytes.get(name)) / shape.rows()));
            }
        }
    }

    /** The median over the rounds of how many times as long {@code slower} took. */
    private void ratio(String what, String slower, String faster, Shape shape) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add(times.get(name(slower, shape)).get(round)
                    / times.get(name(faster, shape)).get(round));
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        say("%s: %.2f".formatted(what, median(ratios)));
        say("  in %d rounds %.2f to %.2f".formatted(ROUNDS, sorted.get(0), sorted.get(ROUNDS - 1)));
    }

    private void say(String line) {
        report.add(line);
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
