// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Something that is set wrong or missing, and what is said of it; one paragraph of {@code misconfigurations.txt}.
 *
 * @param jdbc whether statements go over a database connection
 * @param changes settings that differ from sound ones; an empty value takes one away
 * @param refusals operations of AWS that are refused: their name, the error's code and its words
 * @param failures statements that fail: what their SQL holds, and Redshift's words
 * @param errors what is said, by setting
 */
record Misconfiguration(
        String what,
        boolean jdbc,
        Map<String, String> changes,
        List<String[]> refusals,
        List<String[]> failures,
        Map<String, List<String>> errors) {

    @Override
    public String toString() {
        return what;
    }

    static Stream<Misconfiguration> all() {
        try (InputStream file = Misconfiguration.class.getResourceAsStream("misconfigurations.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.strip().split("\n\n+", -1)).skip(1).map(Misconfiguration::parse);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Misconfiguration parse(String paragraph) {
        List<String> lines = paragraph.lines().toList();
        Map<String, String> changes = new TreeMap<>();
        List<String[]> refusals = new ArrayList<>();
        List<String[]> failures = new ArrayList<>();
        Map<String, List<String>> errors = new TreeMap<>();
        boolean jdbc = false;
        int at = 1;
        for (; !lines.get(at).startsWith("> "); at++) {
            String line = lines.get(at);
            if (line.equals("over jdbc")) {
                jdbc = true;
            } else if (line.startsWith("refuse ")) {
                refusals.add(line.substring("refuse ".length()).split(" ", 3));
            } else if (line.startsWith("fail ")) {
                failures.add(line.substring("fail ".length()).split(" ", 2));
            } else {
                String[] setting = line.split(" *= *", 2);
                changes.put(setting[0], setting[1]);
            }
        }
        String message = String.join(" ", lines.subList(at + 1, lines.size()));
        for (String setting : lines.get(at).substring(2).split(", ", -1)) {
            errors.put(setting, List.of(message));
        }
        return new Misconfiguration(lines.get(0).replaceFirst("^# ", ""), jdbc, changes, refusals, failures, errors);
    }
}
