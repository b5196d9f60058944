// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one file that all benchmarks write to, each its own section. */
final class ReportFile {
    private static final String START = "== end to end\n";
    private static final String END = "== end of end to end\n";

    private ReportFile() {}

    /** The section's text; empty where the file has none. */
    static String section(Path file) throws IOException {
        String all = Files.exists(file) ? Files.readString(file) : "";
        int from = all.indexOf(START);
        return from < 0 ? "" : all.substring(from + START.length(), all.indexOf(END));
    }

    /** Puts {@code others} in the place of all that stands outside of the section. */
    static void putOthers(Path file, String others) throws IOException {
        String section = section(file);
        Files.writeString(file, section.isEmpty() ? others : others + START + section + END);
    }

    /** Puts the section in the place of an earlier one, or behind all others. */
    static void put(Path file, String section) throws IOException {
        String all = Files.exists(file) ? Files.readString(file) : "";
        int from = all.indexOf(START);
        String others = from < 0 ? all : all.substring(0, from) + all.substring(all.indexOf(END) + END.length());
        Files.writeString(file, others + START + section + END);
    }
}
