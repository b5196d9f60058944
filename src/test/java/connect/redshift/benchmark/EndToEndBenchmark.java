// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.benchmark.Contestant.Source;
import connect.redshift.worker.ConnectWorker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures, tells how far it is, and writes the report. */
public final class EndToEndBenchmark {
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final String WORKER_HEAP = "1g";
    private static final String SMALL_HEAP = "256m";

    private final Lab lab;
    private final Options options;
    private final Contestants contestants;
    private final List<String> notes = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    private EndToEndBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
        this.contestants = new Contestants(lab.stack());
    }

    public static void main(String[] arguments) throws IOException {
        Options options = Options.fromSystemProperties();
        Files.createDirectories(options.reports());
        try (Lab lab = new Lab()) {
            Path file = options.reports().resolve("benchmark.txt");
            Report report = new EndToEndBenchmark(lab, options).measure();
            if (Boolean.getBoolean("benchmark.append")) {
                report = Report.parse(ReportFile.section(file)).and(report);
            }
            ReportFile.put(file, report.text());
            OUT.print(report.text());
        }
    }

    private Report measure() {
        notes.add(("Java %s, Kafka %s, %d processors; at least once; medians of %d interleaved runs, or more until each"
                        + " has streamed for %d s, after %d s each to warm up")
                .formatted(
                        System.getProperty("java.version"),
                        System.getProperty("kafka.it.version"),
                        Runtime.getRuntime().availableProcessors(),
                        options.rounds(),
                        Options.MEASURED.toSeconds(),
                        Options.WARM_UP.toSeconds()));
        for (Shape shape : options.shapes()) {
            List<Contestant> all = contestants.of(shape, 1, shape.rows(options.rows()));
            for (String converter : options.converters()) {
                compare(new Result.Match(shape.label(), 1, converter, shape.rows(options.rows())), all);
            }
        }
        if (options.shapes().contains(Shape.NARROW)) {
            long rows = options.rows() / 4 * 4;
            compare(
                    new Result.Match(
                            Shape.NARROW.label(), 4, options.converters().get(0), rows),
                    contestants.of(Shape.NARROW, 4, rows));
        }
        if (options.heapRows() > 0) {
            watchHeap();
        }
        return new Report(notes, results);
    }

    private void compare(Result.Match match, List<Contestant> all) {
        List<Contestant> competing = all.stream()
                .filter(one -> options.sources().contains(one.source()))
                .toList();
        try (ConnectWorker worker = lab.worker(WORKER_HEAP);
                WorkerJvm jvm = WorkerJvm.of(worker.pid())) {
            Streaming streaming = contestant ->
                    lab.stream(worker, jvm, contestant, match.converter(), meter -> meter.measure(match.rows()));
            rounds("warm-up", match, competing, streaming, 1, Options.WARM_UP);
            rounds("run", match, competing, streaming, options.rounds(), Options.MEASURED)
                    .forEach((source, runs) -> results.add(Result.of(match, source, runs)));
            if (match.tables() == 1) {
                profile(jvm, match, all, streaming);
            }
        }
    }

    /** One run of one contestant. */
    private interface Streaming {
        Run of(Contestant contestant);
    }

    /**
     * Lets all of them run by turns, that often and each for that long at least, and an odd number of times: a median
     * is one of them then.
     */
    private static Map<Source, List<Run>> rounds(
            String name,
            Result.Match match,
            List<Contestant> competing,
            Streaming streaming,
            int least,
            Duration leastTime) {
        Map<Source, List<Run>> runs = new EnumMap<>(Source.class);
        List<Contestant> order = new ArrayList<>(competing);
        for (int round = 1; round <= least || round % 2 == 1 || shortest(runs).compareTo(leastTime) < 0; round++) {
            for (Contestant contestant : order) {
                Run run = streaming.of(contestant);
                tell(match, contestant, "%s %d".formatted(name, round), run);
                runs.computeIfAbsent(contestant.source(), source -> new ArrayList<>())
                        .add(run);
            }
            // Nobody always comes behind the same one.
            Collections.rotate(order, 1);
        }
        return runs;
    }

    /** How long the one that was the fastest has run. */
    private static Duration shortest(Map<Source, List<Run>> runs) {
        return runs.values().stream()
                .map(some -> some.stream().map(Run::time).reduce(Duration.ZERO, Duration::plus))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static void tell(Result.Match match, Contestant contestant, String round, Run run) {
        OUT.printf(
                Locale.ROOT,
                "%-9s %d %-5s %-10s %-9s %,12.0f rows/s %7.2f us CPU/row %,8.0f bytes/row%n",
                match.shape(),
                match.tables(),
                match.converter(),
                contestant.source().label(),
                round,
                run.rowsPerSecond(),
                run.cpuMicrosPerRow(),
                run.bytesPerRow());
    }

    /**
     * Two more runs of ours with a recording, of which the second is looked at: when a recording begins, the JVM throws
     * away what it has compiled.
     */
    private void profile(WorkerJvm jvm, Result.Match match, List<Contestant> all, Streaming streaming) {
        Path recording = options.reports().resolve("benchmark-%s-%s.jfr".formatted(match.shape(), match.converter()));
        Contestant ours = all.stream()
                .filter(one -> one.source() == Source.OURS)
                .findFirst()
                .orElseThrow();
        jvm.startRecording();
        streaming.of(ours);
        Run run = streaming.of(ours);
        jvm.endRecording(recording);
        notes.add("samples of our run, %s, %s: %s"
                .formatted(match.shape(), match.converter(), Profile.of(recording, run)));
    }

    /** Around a tenth of the rows and just before their end. */
    private void watchHeap() {
        long rows = options.heapRows();
        Contestant ours = contestants.ours(Shape.NARROW, "heap", rows);
        List<Double> early = new ArrayList<>();
        List<Double> late = new ArrayList<>();
        try (ConnectWorker worker = lab.worker(SMALL_HEAP);
                WorkerJvm jvm = WorkerJvm.of(worker.pid())) {
            lab.stream(worker, jvm, ours, "json", meter -> {
                meter.await(rows, count -> {
                    if (count > rows * 0.05 && count < rows * 0.15) {
                        early.add((double) jvm.live());
                    } else if (count > rows * 0.85 && count < rows * 0.95) {
                        late.add((double) jvm.live());
                    }
                });
                return rows;
            });
            notes.add("files in the worker's temporary folder behind %,d rows: %s"
                    .formatted(rows, worker.temporaryFiles()));
        }
        Spread first = Spread.of(early);
        Spread last = Spread.of(late);
        notes.add(String.format(
                Locale.ROOT,
                "heap at -Xmx%s, bytes in use after a full collection: %.1f MB around row %,d (%.1f to %.1f), %.1f MB"
                        + " around row %,d (%.1f to %.1f): ratio %.2f",
                SMALL_HEAP,
                first.median() / 1e6,
                rows / 10,
                first.lowest() / 1e6,
                first.highest() / 1e6,
                last.median() / 1e6,
                rows / 10 * 9,
                last.lowest() / 1e6,
                last.highest() / 1e6,
                last.median() / first.median()));
    }
}
