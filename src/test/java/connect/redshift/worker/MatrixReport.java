// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import connect.redshift.Readme;
import connect.redshift.worker.WorkerKind.Delivery;
import connect.redshift.worker.WorkerKind.Discovery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which kinds of workers were tried, and how each ended: a file with a line for each, and a table for the README. */
final class MatrixReport {
    private static final Path FILE = Path.of(System.getProperty("project.dir", ""), "target", "reports", "matrix.txt");

    private final Map<WorkerKind, Optional<Throwable>> ends = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    /** A line that is about no kind. */
    void note(String text) {
        lines.add(text);
    }

    void passed(WorkerKind kind, String seen) {
        ends.put(kind, Optional.empty());
        lines.add("%s: passed, %s".formatted(kind, seen));
    }

    void failed(WorkerKind kind, Throwable failure) {
        ends.put(kind, Optional.of(failure));
        lines.add("%s: failed, %s"
                .formatted(kind, failure.toString().lines().findFirst().orElse("")));
    }

    long failures() {
        return ends.values().stream().filter(Optional::isPresent).count();
    }

    void write() {
        List<String> all = new ArrayList<>(lines);
        all.add("%d combinations, %d failed".formatted(ends.size(), failures()));
        try {
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The README's, from these results, when it is to be written anew. */
    void updateReadme() throws IOException {
        if (Boolean.getBoolean("readme.update")) {
            Readme.requireSection("workers", table());
        }
    }

    private String table() {
        List<String> columns = new ArrayList<>(List.of("Kafka", "Java"));
        for (String discovery : List.of("`service_load`, ", "`hybrid_warn`, ")) {
            columns.add(discovery + "exactly once");
            columns.add("at least once");
        }
        columns.add("metrics");
        StringBuilder table = new StringBuilder("| %s |\n".formatted(String.join(" | ", columns)))
                .append("|---".repeat(columns.size()))
                .append("|\n");
        Map<String, List<WorkerKind>> rows = ends.keySet().stream()
                .collect(Collectors.groupingBy(
                        kind -> "| %s | %d ".formatted(kind.kafka(), kind.jdk().feature()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        rows.forEach((start, kinds) -> {
            table.append(start);
            for (Discovery discovery : Discovery.values()) {
                for (Delivery delivery : Delivery.values()) {
                    table.append("| ").append(cell(kinds, discovery, delivery)).append(' ');
                }
            }
            table.append("| ")
                    .append(kinds.get(0).takesMetrics() ? "the worker's" : "MBeans")
                    .append(" |\n");
        });
        return table.toString();
    }

    private String cell(List<WorkerKind> kinds, Discovery discovery, Delivery delivery) {
        return kinds.stream()
                .filter(kind -> kind.discovery() == discovery && kind.delivery() == delivery)
                .findFirst()
                .map(kind -> ends.get(kind).isPresent() ? "failed" : "passed")
                .orElse("not tried");
    }
}
