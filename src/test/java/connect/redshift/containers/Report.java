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
        Path file = Images.project().resolve("target/reports").resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        lines.forEach(System.out::println);
    }

    /** Skips the test class, with one line that says why. */
    void skip(String reason) {
        String line = "containers skipped: " + reason;
        write(List.of(line));
        Assumptions.abort(line);
    }
}
