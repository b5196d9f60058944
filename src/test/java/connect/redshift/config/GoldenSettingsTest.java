// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A configuration that any version of ours took is taken today. */
final class GoldenSettingsTest {
    private static final String FILE = "settings.txt";

    /** A setting for all tables, or the name of one for a group or a query. */
    private static List<Golden.Entry> today() {
        List<Golden.Entry> entries = new ArrayList<>();
        ConnectorConfig.definition().configKeys().values().stream()
                .sorted((one, other) -> one.name.compareTo(other.name))
                .forEach(key -> entries.add(new Golden.Entry(key.name, lines(key))));
        GroupSetting.keys("<group>").forEach(name -> entries.add(new Golden.Entry(name, List.of("type: of a group"))));
        Stream.of(QueryConfig.settings().split(", ", -1))
                .forEach(name -> entries.add(new Golden.Entry(name, List.of("type: of a query"))));
        return entries;
    }

    private static List<String> lines(ConfigDef.ConfigKey key) {
        List<String> lines = new ArrayList<>(List.of("type: " + key.type));
        lines.add(key.hasDefault() ? "default: " + initial(key) : "required");
        if (key.validator instanceof ConfigDef.ValidString || key.validator instanceof ConfigDef.Range) {
            lines.add("values: " + key.validator);
        }
        return lines;
    }

    private static String initial(ConfigDef.ConfigKey key) {
        return key.type == ConfigDef.Type.PASSWORD
                ? "[hidden]"
                : key.defaultValue == null ? "none" : '"' + ConfigDef.convertToString(key.defaultValue, key.type) + '"';
    }

    private static Map<String, List<String>> byName(List<Golden.Entry> entries) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        entries.forEach(entry -> byName.put(entry.name(), entry.lines()));
        return byName;
    }

    /** What a user of one set would stumble over with the other. */
    static List<String> problems(Map<String, List<String>> before, Map<String, List<String>> now) {
        List<String> problems = new ArrayList<>();
        before.forEach((name, lines) -> {
            if (!now.containsKey(name)) {
                problems.add(name + " is gone");
            } else if (!now.get(name).get(0).equals(lines.get(0))) {
                problems.add("%s was %s and is %s"
                        .formatted(name, lines.get(0), now.get(name).get(0)));
            } else if (!words(now.get(name)).containsAll(words(lines))) {
                problems.add("%s took %s and takes %s".formatted(name, words(lines), words(now.get(name))));
            }
        });
        now.forEach((name, lines) -> {
            boolean wasOptional = before.containsKey(name) && !before.get(name).contains("required");
            if (lines.contains("required") && (wasOptional || !before.containsKey(name))) {
                problems.add(name + " is required and was not");
            }
        });
        return problems;
    }

    /** The words that a setting takes, where it takes words; numbers' ranges are left to judgement. */
    private static Set<String> words(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("values: [") && !line.contains("..."))
                .flatMap(line -> Stream.of(line.substring(9, line.length() - 1).split(", ", -1)))
                .collect(Collectors.toSet());
    }

    @BeforeAll
    static void update() {
        Golden.update(FILE, today());
    }

    @Test
    void settingsOfEveryVersionAreTaken() {
        for (String version : Golden.versions()) {
            assertThat(problems(byName(Golden.read(version, FILE)), byName(today())))
                    .as("settings of " + version)
                    .isEmpty();
        }
    }

    @Test
    void thePresentVersionsSettingsAreKept() {
        assertThat(Golden.differences(FILE, today()))
                .as("published settings change with the version only; then -Dgolden.update=true")
                .isEmpty();
    }

    @Test
    void whatBreaksAConfigurationIsTold() {
        Map<String, List<String>> before = Map.of(
                "a", List.of("type: STRING", "default: \"x\"", "values: [x, y]"),
                "b", List.of("type: INT", "default: \"1\""),
                "c", List.of("type: STRING", "required"),
                "d", List.of("type: STRING", "default: \"\""));
        Map<String, List<String>> now = Map.of(
                "a", List.of("type: STRING", "default: \"x\"", "values: [x, z]"),
                "b", List.of("type: LONG", "default: \"1\""),
                "d", List.of("type: STRING", "required"),
                "e", List.of("type: STRING", "required"),
                "f", List.of("type: STRING", "default: \"\""));

        assertThat(problems(before, now))
                .containsExactlyInAnyOrder(
                        "a took [x, y] and takes [x, z]",
                        "b was type: INT and is type: LONG",
                        "c is gone",
                        "d is required and was not",
                        "e is required and was not");
    }
}
