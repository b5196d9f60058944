// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How much is measured.
 *
 * @param rows of the narrow shape in one run; of the others as many as take about as long
 * @param rounds that count, behind those of {@link #WARM_UP}; more of them where they are shorter than {@link #MEASURED}
 * @param sources who competes; always this connector, as all others are compared with it
 * @param heapRows rows streamed at 256 MB of heap; 0 for none
 * @param reports the folder to write to
 */
record Options(
        long rows,
        int rounds,
        List<Shape> shapes,
        List<String> converters,
        List<Contestant.Source> sources,
        long heapRows,
        Path reports) {
    /**
     * For how long each contestant streams before anything counts: the compilers of a worker that has just started take
     * a tenth of its processor time for the first million wide rows, and a worker's life is longer than that.
     */
    static final Duration WARM_UP = Duration.ofSeconds(20);
    /** For how long each is measured at least, in all rounds together. */
    static final Duration MEASURED = Duration.ofSeconds(12);

    /** Properties {@code benchmark.rows}, {@code .rounds}, {@code .shapes}, {@code .converters}, {@code .sources}, {@code .heap.rows}. */
    static Options fromSystemProperties() {
        return new Options(
                Long.getLong("benchmark.rows", 1_600_000),
                Integer.getInteger("benchmark.rounds", 3),
                names("shapes", "narrow,lineitem,wide").stream()
                        .map(name -> Shape.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList(),
                names("converters", "json,avro"),
                competing(),
                Long.getLong("benchmark.heap.rows", 10_000_000),
                Path.of(System.getProperty("project.dir", ""), "target", "reports"));
    }

    private static List<Contestant.Source> competing() {
        List<String> all = Arrays.stream(Contestant.Source.values())
                .map(Contestant.Source::label)
                .toList();
        List<String> named = names("sources", String.join(",", all));
        String ours = Contestant.Source.OURS.label();
        if (!all.containsAll(named) || !named.contains(ours)) {
            throw new IllegalArgumentException(
                    "benchmark.sources=%s; expected %s, and any of %s".formatted(named, ours, all));
        }
        return Arrays.stream(Contestant.Source.values())
                .filter(source -> named.contains(source.label()))
                .toList();
    }

    private static List<String> names(String property, String all) {
        return Arrays.stream(System.getProperty("benchmark." + property, all).split(",", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
