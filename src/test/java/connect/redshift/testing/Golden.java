// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each version of ours left behind for the next one, as text in {@code src/test/resources/golden/<version>}: offsets
 * in Connect's topic, descriptions beside exports, names of settings. The folder of a version that was published is
 * never changed. {@code -Dgolden.update=true} writes what is missing of the present version's.
 */
public final class Golden {
    private static final Path SETS = Path.of("src", "test", "resources", "golden");

    private Golden() {}

    /** One thing that was left behind: what it is called here, and its lines. */
    public record Entry(String name, List<String> lines) {
        public Entry {
            lines = List.copyOf(lines);
        }

        private String text() {
            return "# " + name + "\n" + String.join("\n", lines) + "\n";
        }
    }

    /** Oldest first. */
    public static List<String> versions() {
        try (Stream<Path> folders = Files.list(SETS)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted((one, other) -> Arrays.compare(numbers(one), numbers(other)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** Of what is being built, and that it will be. */
    public static String present() {
        try (InputStream in = Golden.class.getResourceAsStream("/connect/redshift/version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version").replace("-SNAPSHOT", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Entry> read(String version, String file) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (String block :
                    Files.readString(SETS.resolve(version).resolve(file)).split("\n\n", -1)) {
                List<String> lines = block.strip().lines().toList();
                entries.add(new Entry(lines.get(0).substring(2), lines.subList(1, lines.size())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** What today's code leaves behind is what the present version's set says: one line for each difference. */
    public static List<String> differences(String file, List<Entry> today) {
        List<Entry> kept = read(present(), file);
        return Stream.concat(
                        kept.stream()
                                .filter(entry -> !today.contains(entry))
                                .map(entry -> "golden/%s/%s has, and today's code has not:\n%s"
                                        .formatted(present(), file, entry.text())),
                        today.stream()
                                .filter(entry -> !kept.contains(entry))
                                .map(entry -> "today's code has, and golden/%s/%s has not:\n%s"
                                        .formatted(present(), file, entry.text())))
                .toList();
    }

    /** Writes a file that the present version's set has not yet, where that was asked for. */
    public static void update(String file, List<Entry> today) {
        Path place = SETS.resolve(present()).resolve(file);
        if (!Boolean.getBoolean("golden.update") || Files.exists(place)) {
            return;
        }
        try {
            Files.createDirectories(place.getParent());
            Files.writeString(place, today.stream().map(Entry::text).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
