// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file below {@code target/reports}, whose lines are printed as well. */
record Report(String name) {
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

    /** Skips the test class, with one line that says why. */
    void skip(String reason) {
        String line = "containers skipped: " + reason;
        write(List.of(line));
        Assumptions.abort(line);
    }
}
