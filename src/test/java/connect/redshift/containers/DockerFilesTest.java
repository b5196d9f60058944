// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docker/} repeats of pom.xml and {@code config/} is the same there. */
final class DockerFilesTest {
    @Test
    void kafkaIsTheVersionOfTheIntegrationTests() throws IOException {
        String kafka = "apache/kafka:" + property("kafka.it.version");
        assertThat(all("docker/compose.yaml", "apache/kafka:\\S+")).isNotEmpty().containsOnly(kafka);
        assertThat(all("docker/connect.Dockerfile", "apache/kafka:\\S+")).containsOnly(kafka);
    }

    @Test
    void registryIsTheVersionOfTheIntegrationTests() throws IOException {
        String version = property("registry.it.version");
        assertThat(all("docker/compose.yaml", "apicurio-registry-mem:\\S+"))
                .containsExactly("apicurio-registry-mem:" + version + ".Final");
        assertThat(all("docker/compose.yaml", "target/registry/[^/]+/"))
                .containsExactly("target/registry/" + version + "/");
    }

    @Test
    void ownImagesHaveTheVersionOfThisBuild() throws IOException {
        String version = all("pom.xml", "(?<=</artifactId>\n  <version>)[^<]+").get(0);
        assertThat(all("docker/compose.yaml", "(?<=image: (kafka-connect|local)-redshift:)\\S+"))
                .containsOnly(version);
        assertThat(all("docker/connect.Dockerfile", "(?<=VERSION=|redshift:)\\d\\S+"))
                .containsOnly(version);
    }

    @Test
    void workersConvertAsTheSampleSays() throws IOException {
        Map<String, String> sample = new TreeMap<>(new ObjectMapper()
                .readValue(
                        Path.of("config/avro-converters.json").toFile(), new TypeReference<Map<String, String>>() {}));
        sample.keySet().removeIf(key -> !key.contains("converter"));
        Properties worker = new Properties();
        worker.load(new StringReader(Files.readString(Path.of("docker/connect-distributed.properties"))));
        Map<String, String> converters = new TreeMap<>();
        worker.stringPropertyNames().stream()
                .filter(key -> key.contains("converter"))
                .forEach(key -> converters.put(key, worker.getProperty(key)));
        assertThat(converters).isEqualTo(sample);
    }

    @Test
    void everyPortIsPublishedOnLoopback() throws IOException {
        List<String> ports = all("docker/compose.yaml", "(?<=\")[\\d.]*:?\\d+:\\d+(?=\")");
        assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    private static String property(String name) throws IOException {
        return all("pom.xml", "(?<=<%s>)[^<]+".formatted(Pattern.quote(name))).get(0);
    }

    private static List<String> all(String file, String expression) throws IOException {
        Matcher matcher = Pattern.compile(expression).matcher(Files.readString(Path.of(file)));
        return matcher.results().map(result -> result.group()).toList();
    }
}
