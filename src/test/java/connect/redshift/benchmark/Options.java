// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How much is measured.
 *
 * @param rows of the narrow shape in one run; of the others as many as take about as long
 * @param rounds that count, behind {@link #WARM_UPS}
 * @param sources labels of those who compete
 * @param heapRows rows streamed at 256 MB of heap; 0 for none
 * @param reports the folder to write to
 */
record Options(
        long rows,
        int rounds,
        List<Shape> shapes,
        List<String> converters,
        List<String> sources,
        long heapRows,
        Path reports) {
    /** Rounds that do not count: the compiler of a worker that has just started is busy with the first million rows. */
    static final int WARM_UPS = 2;

    /** Properties {@code benchmark.rows}, {@code .rounds}, {@code .shapes}, {@code .converters}, {@code .sources}, {@code .heap.rows}. */
    static Options fromSystemProperties() {
        return new Options(
                Long.getLong("benchmark.rows", 1_600_000),
                Integer.getInteger("benchmark.rounds", 3),
                names("shapes", "narrow,lineitem,wide").stream()
                        .map(name -> Shape.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList(),
                names("converters", "json,avro"),
                names("sources", "ready-made,redshift,jdbc,jdbc-2048"),
                Long.getLong("benchmark.heap.rows", 10_000_000),
                Path.of(System.getProperty("project.dir", ""), "target", "reports"));
    }

    private static List<String> names(String property, String all) {
        return Arrays.stream(System.getProperty("benchmark." + property, all).split(",", -1))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
