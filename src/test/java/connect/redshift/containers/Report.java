// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A file below {@code target/reports}, whose lines are printed as well. */
record Report(String name) {
    /** {@code containers.txt} of ContainersIT. */
    static Report of(Class<?> test) {
        return new Report(test.getSimpleName().replaceAll("IT$", "").toLowerCase(Locale.ROOT) + ".txt");
    }

    void write(List<String> lines) {
        write(name, String.join("\n", lines) + "\n");
        lines.forEach(System.out::println);
    }

    /** What containers logged, below {@code target/containers}, for who looks for a cause. */
    static void log(String name, String text) {
        write("../containers/" + name, text);
    }

    private static void write(String name, String text) {
        Path file = Images.project().resolve("target/reports").resolve(name).normalize();
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One line that says why the tests do not run. */
    String skipped(String reason) {
        String line = "containers skipped: " + reason;
        write(List.of(line));
        return line;
    }
}
