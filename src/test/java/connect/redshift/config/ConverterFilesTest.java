// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings for each kind of Avro converter; only a registry can tell whether they are right, which AvroIT asks of one. */
final class ConverterFilesTest {
    private static Map<String, String> startingWith(String prefix, Map<String, String> settings) {
        Map<String, String> found = new TreeMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"avro-converters.json", "avro-confluent-converters.json"})
    void keysAreAsValuesAndAllElseIsOurs(String file) throws IOException {
        Map<String, String> settings = new ObjectMapper()
                .readValue(Path.of("config", file).toFile(), new TypeReference<Map<String, String>>() {});
        Map<String, String> ours = new TreeMap<>(settings);
        ours.keySet().removeIf(key -> key.startsWith("key.converter") || key.startsWith("value.converter"));

        assertThat(startingWith("key.converter", settings))
                .containsKey("")
                .isEqualTo(startingWith("value.converter", settings));
        assertThat(ours)
                .containsOnly(
                        Map.entry("schema.name.adjustment.mode", "avro"),
                        Map.entry("field.name.adjustment.mode", "avro"));
        assertThat(ConnectorConfig.definition().configKeys())
                .containsKeys(ours.keySet().toArray(String[]::new));
    }
}
