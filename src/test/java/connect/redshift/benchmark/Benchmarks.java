// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.rows.DecodeBenchmark;
import connect.redshift.rows.DistantReadBenchmark;
import connect.redshift.rows.ResumeBenchmark;
import connect.redshift.rows.SamplePart.Shape;
import connect.redshift.simulation.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
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
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);

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
        benchmarks.history();
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        ReportFile.putOthers(file, String.join("\n", benchmarks.report) + "\n");
        benchmarks.report.forEach(System.out::println);
    }

    private void decode() throws RunnerException {
        keep(new Runner(new OptionsBuilder()
                        .include(DecodeBenchmark.class.getSimpleName())
                        .include(ResumeBenchmark.class.getSimpleName())
                        .forks(1)
                        .jvmArgsAppend("-Xms1g", "-Xmx2g")
                        .warmupIterations(6)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
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
        return benchmark + " " + label(shape);
    }

    private static String label(Shape shape) {
        return shape.name().toLowerCase(Locale.ROOT);
    }

    private void tell() {
        Map<Shape, List<Double>> byAvro = new EnumMap<>(Shape.class);
        Map<Shape, List<Double>> resumed = new EnumMap<>(Shape.class);
        Map<Shape, List<Double>> distant = new EnumMap<>(Shape.class);
        for (Shape shape : Shape.values()) {
            byAvro.put(shape, say("decode %s vs avro".formatted(label(shape)), ratios("avro", "ours", shape)));
            say("decode %s, speed by the raw scan's".formatted(label(shape)), ratios("raw", "ours", shape));
            say("decode %s past Connect's checks vs avro".formatted(label(shape)), ratios("avro", "trusted", shape));
            say("decode %s past Connect's checks vs ours".formatted(label(shape)), ratios("ours", "trusted", shape));
            resumed.put(
                    shape,
                    say(
                            "resume at the last row of 64 MB %s, share of reading it".formatted(label(shape)),
                            ratios("last", "all", shape)));
            distant.put(
                    shape,
                    say(
                            "S3 at 30 ms and 90 MB/s %s vs whole parts".formatted(label(shape)),
                            ratios("whole", "ahead", shape)));
            say(
                    "S3 at 30 ms and 90 MB/s %s, time by that of decoding".formatted(label(shape)),
                    ratios("ahead", "decoded", shape));
        }
        for (Shape shape : Shape.values()) {
            for (String benchmark : List.of("raw", "trusted", "ours", "avro")) {
                String name = name(benchmark, shape);
                report.add("decode %s: %.0f krows/s, %.0f bytes allocated a row"
                        .formatted(
                                name, shape.rows() / median(times.get(name)), median(bytes.get(name)) / shape.rows()));
            }
        }
        for (Shape shape : Shape.values()) {
            allocated(shape);
        }
        note(
                "decoding a part on one thread: %.1f times as fast as parquet-avro to the same structs, wide ones %.1f times",
                byAvro);
        note("resuming at the last row of a part of 64 MB: %.2f of the time of reading it, wide ones %.2f", resumed);
        note(
                "S3 that answers after 30 ms with 90 MB/s a connection: %.1f times as fast as by whole parts, wide rows %.1f times",
                distant);
    }

    private void allocated(Shape shape) {
        // What else the JVM has on its heap may go away during one of them.
        double kept = median(IntStream.range(0, 3)
                .mapToObj(time -> DecodeBenchmark.kept(shape))
                .toList());
        double all = median(bytes.get(name("ours", shape))) / shape.rows();
        report.add("# decoding allocates %,.0f bytes for a %s row: %.0f %% are the record itself"
                .formatted(all, label(shape), 100 * kept / all));
    }

    /** What the README shows, too. */
    private void note(String text, Map<Shape, List<Double>> ratios) {
        report.add("# " + text.formatted(median(ratios.get(Shape.NARROW)), median(ratios.get(Shape.WIDE))));
    }

    /** Round by round, how many times as long {@code slower} took. */
    private List<Double> ratios(String slower, String faster, Shape shape) {
        return IntStream.range(0, ROUNDS)
                .mapToObj(round -> times.get(name(slower, shape)).get(round)
                        / times.get(name(faster, shape)).get(round))
                .toList();
    }

    private List<Double> say(String what, List<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        report.add("%s: %.2f".formatted(what, median(ratios)));
        report.add("  in %d rounds %.2f to %.2f".formatted(ROUNDS, sorted.get(0), sorted.get(ROUNDS - 1)));
        return ratios;
    }

    private void history() {
        History history = new History();
        // A part of the early ones runs while the JVM still compiles.
        for (int windows : new int[] {20, 100, 1_000, 10_000}) {
            History.Ten ten = history.lastTenOf(windows);
            report.add(
                    "window %,d: %.1f statements, %.1f S3 calls, %,d us CPU with its model, %d staged files behind it"
                            .formatted(
                                    windows,
                                    ten.statements() / 10.0,
                                    ten.stagingCalls() / 10.0,
                                    ten.nanos() / 1_000,
                                    ten.objects()));
        }
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
