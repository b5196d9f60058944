// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code target/reports/kill-matrix.txt}, which two tests write a half each, perhaps at the same time. */
final class KillReport {
    private static final Path FILE = Path.of("target", "reports", "kill-matrix.txt");
    private static final Pattern CELL =
            Pattern.compile("(?m)^(.+?) *\\| (.+?) *\\| *(\\d+) \\| *(\\d+) \\| *(\\d+) \\| *(\\d+) \\| *\\d+$");

    private KillReport() {}

    /** What became of the tables of one delivery that were being read when their worker was killed at one point. */
    record Cell(String delivery, String point, int lives, long rows, long records, long missing) {
        long duplicates() {
            return records - rows + missing;
        }

        String line() {
            return "%-13s | %-15s | %5d | %7d | %7d | %7d | %10d"
                    .formatted(delivery, point, lives, rows, records, missing, duplicates());
        }

        private static Cell of(MatchResult line) {
            return new Cell(
                    line.group(1),
                    line.group(2),
                    Integer.parseInt(line.group(3)),
                    Long.parseLong(line.group(4)),
                    Long.parseLong(line.group(5)),
                    Long.parseLong(line.group(6)));
        }
    }

    /** Puts one delivery's cells in the place of those that are there, and returns all lines. */
    static List<String> put(List<Cell> cells) {
        try {
            Files.createDirectories(FILE.getParent());
            try (FileChannel guard = FileChannel.open(
                            FILE.resolveSibling("kill-matrix.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock held = guard.lock()) {
                List<String> lines = lines(and(cells));
                Files.write(FILE, lines);
                return lines;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Cell> and(List<Cell> cells) throws IOException {
        String old = Files.exists(FILE) ? Files.readString(FILE, StandardCharsets.UTF_8) : "";
        Stream<Cell> others = CELL.matcher(old).results().map(Cell::of).filter(other -> cells.stream()
                .noneMatch(cell -> cell.delivery().equals(other.delivery())));
        // "at least once" first.
        return Stream.concat(others, cells.stream())
                .sorted(Comparator.comparing(Cell::delivery))
                .toList();
    }

    private static List<String> lines(List<Cell> cells) {
        List<String> lines = new ArrayList<>();
        lines.add("delivery      | killed          | lives |    rows | records | missing | duplicates");
        cells.forEach(cell -> lines.add(cell.line()));
        lines.add("%d cells, %d lives, missing %d, exactly-once duplicates %d"
                .formatted(
                        cells.size(),
                        cells.stream().mapToInt(Cell::lives).sum(),
                        cells.stream().mapToLong(Cell::missing).sum(),
                        cells.stream()
                                .filter(cell -> cell.delivery().equals("exactly once"))
                                .mapToLong(Cell::duplicates)
                                .sum()));
        return lines;
    }
}
