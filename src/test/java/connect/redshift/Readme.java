// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The README's generated sections, each between two comments; {@code -Dreadme.update=true} writes them anew. */
public final class Readme {
    static final Path PATH = Path.of(System.getProperty("project.dir", ""), "README.md");

    private Readme() {}

    public static String text() throws IOException {
        return Files.readString(PATH);
    }

    /** A generated section as it is. */
    static String section(String name) throws IOException {
        String readme = text();
        String start = "<!-- %s:start -->\n".formatted(name);
        return readme.substring(
                readme.indexOf(start) + start.length(), readme.indexOf("<!-- %s:end -->".formatted(name)));
    }

    public static void requireSection(String name, String expected) throws IOException {
        String start = "<!-- %s:start -->\n".formatted(name);
        String end = "<!-- %s:end -->".formatted(name);
        String readme = Files.readString(PATH);
        int from = readme.indexOf(start) + start.length();
        int to = readme.indexOf(end);
        if (Boolean.getBoolean("readme.update")) {
            Files.writeString(PATH, readme.substring(0, from) + expected + readme.substring(to));
            return;
        }
        assertThat(readme.substring(from, to)).isEqualTo(expected);
    }
}
