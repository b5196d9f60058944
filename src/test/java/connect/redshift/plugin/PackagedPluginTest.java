// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.worker.KafkaRuntime;
import connect.redshift.worker.PluginZip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip that users download: its layout, its jars, and that it works with a worker's jars and nothing else. */
final class PackagedPluginTest {
    private static final String CONNECTOR = "connect.redshift.RedshiftSourceConnector";

    /** Parquet shades the same classes of one library into two of its jars. */
    private static final String SHADED_TWICE = "shaded/parquet/it/unimi/dsi/fastutil/";

    private static final String SERVICE = "META-INF/services/org.apache.kafka.connect.source.SourceConnector";

    @TempDir
    private static Path temp;

    private static PluginZip zip;
    private static Path plugin;

    @BeforeAll
    static void unpack() {
        zip = PluginZip.fromSystemProperties();
        plugin = zip.unpack(temp.resolve("plugin"));
    }

    @Test
    void zipHasTheLayoutOfAHubArchive() throws IOException {
        assertThat(names(plugin)).containsExactly("assets", "doc", "etc", "lib", "manifest.json");
        assertThat(names(plugin.resolve("doc"))).contains("LICENSE", "README.md");
        assertThat(names(plugin.resolve("etc"))).isNotEmpty();
    }

    @Test
    void manifestIsFilledIn() throws IOException {
        String text = Files.readString(plugin.resolve("manifest.json"));
        JsonNode manifest = new ObjectMapper().readTree(text);

        assertThat(text).doesNotContain("${");
        assertThat(manifest.path("name").asText()).isEqualTo("kafka-connect-redshift-source");
        assertThat(manifest.path("version").asText()).isEqualTo(zip.version());
        assertThat(plugin.getFileName())
                .hasToString("%s-%s-%s"
                        .formatted(
                                manifest.at("/owner/username").asText(),
                                manifest.path("name").asText(),
                                zip.version()));
    }

    @Test
    void ourJarNamesTheConnectorAsAService() throws IOException {
        try (JarFile jar = new JarFile(plugin.resolve("lib/" + ourJar()).toFile())) {
            byte[] service = jar.getInputStream(jar.getJarEntry(SERVICE)).readAllBytes();

            assertThat(new String(service, StandardCharsets.UTF_8).strip()).isEqualTo(CONNECTOR);
        }
    }

    /** The worker's own; a second copy in the plugin breaks casts and logging. */
    @Test
    void nothingOfTheWorkersIsBundled() throws IOException {
        assertThat(names(plugin.resolve("lib")))
                .noneMatch(jar -> jar.matches("(kafka-clients|connect-|kafka_|slf4j-|log4j|reload4j|logback).*"));
        assertThat(classes().keySet())
                .noneMatch(name -> name.startsWith("org/apache/kafka/") || name.startsWith("org/slf4j/"));
    }

    @Test
    void noClassIsThereTwice() throws IOException {
        Map<String, List<String>> several = classes();
        several.values().removeIf(jars -> jars.size() == 1);

        assertThat(several).isEmpty();
    }

    /** Each bundled jar is a decision: its licence, its size, its faults. */
    @Test
    void bundledJarsAreTheListedOnes() throws IOException {
        Path project = Path.of(System.getProperty("project.dir", ""));
        List<String> bundled = names(plugin.resolve("lib")).stream()
                .filter(jar -> !jar.equals(ourJar()))
                .toList();
        Files.write(project.resolve("target/jars.txt"), bundled);

        assertThat(bundled)
                .as("the jars in the zip; if the change is meant: cp target/jars.txt src/assembly/jars.txt")
                .isEqualTo(Files.readAllLines(project.resolve("src/assembly/jars.txt")));
    }

    @Test
    void connectorIsFoundInIsolation() throws Exception {
        try (IsolatedPlugin isolated = isolated()) {
            Class<?> kind = isolated.type("org.apache.kafka.connect.source.SourceConnector");
            Object connector =
                    ServiceLoader.load(kind, isolated.loader()).findFirst().orElseThrow();

            assertThat(connector.getClass().getName()).isEqualTo(CONNECTOR);
            assertThat(connector.getClass().getClassLoader()).isSameAs(isolated.loader());
            assertThat(connector.getClass().getMethod("version").invoke(connector))
                    .isEqualTo(zip.version());
            assertThat(connector.getClass().getMethod("config").invoke(connector))
                    .isInstanceOf(isolated.type("org.apache.kafka.common.config.ConfigDef"));
        }
    }

    /** No Hadoop, and Snappy's native library from the zip although the worker has one too. */
    @Test
    void partIsReadInIsolation() throws Exception {
        Path part = temp.resolve("part.parquet");
        SnappyPart.write(part, 3_000);
        try (IsolatedPlugin isolated = isolated()) {
            List<List<Object>> rows = read(isolated, part, 3_000);

            assertThat(rows).hasSize(3_000);
            assertThat(rows.get(0)).containsExactly(0L, 1_709_251_200_000_000L, "row 0");
            assertThat(rows.get(2_999)).containsExactly(2_999L, 1_709_251_200_002_999L, "row 2999");
            assertThat(isolated.type("org.xerial.snappy.Snappy").getClassLoader())
                    .isSameAs(isolated.loader());
        }
    }

    /** Avro without its file format's compression and without anything of the worker's but slf4j. */
    @Test
    void avroDecidesInIsolation() throws Exception {
        try (IsolatedPlugin isolated = isolated()) {
            var probe = (Supplier<?>)
                    isolated.linkedInside(AvroProbe.class).getConstructor().newInstance();

            assertThat((List<?>) probe.get())
                    .first(InstanceOfAssertFactories.STRING)
                    .contains("\"logicalType\":\"timestamp-micros\"")
                    .contains("\"default\":null");
            assertThat(((List<?>) probe.get()).subList(1, 5))
                    .isEqualTo(List.of("old readers false", "new readers true", "f4aacf5c5dd94c70", "fields 4"));
            for (String name : List.of("org.apache.avro.Schema", "com.fasterxml.jackson.databind.ObjectMapper")) {
                assertThat(isolated.type(name).getClassLoader()).isSameAs(isolated.loader());
            }
        }
    }

    /** Our reader's names are spelt here and in {@link PartProbe} only. */
    @SuppressWarnings("unchecked")
    private static List<List<Object>> read(IsolatedPlugin isolated, Path part, int rows) throws Exception {
        Class<?> probe = isolated.linkedInside(PartProbe.class);
        assertThat(probe).isNotEqualTo(PartProbe.class);
        assertThat(isolated.type("connect.redshift.rows.ParquetRowReaderFactory")
                        .getClassLoader())
                .isSameAs(isolated.loader());
        var reader = (BiFunction<Path, Integer, List<List<Object>>>)
                probe.getConstructor().newInstance();
        return reader.apply(part, rows);
    }

    private static IsolatedPlugin isolated() throws Exception {
        return IsolatedPlugin.load(plugin, KafkaRuntime.fromSystemProperties().libs());
    }

    private static String ourJar() {
        return "kafka-connect-redshift-source-%s.jar".formatted(zip.version());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** Every class in the zip with the jars that have it, without what may lawfully be repeated. */
    private static Map<String, List<String>> classes() throws IOException {
        Map<String, List<String>> found = new HashMap<>();
        for (String name : names(plugin.resolve("lib"))) {
            try (JarFile jar = new JarFile(plugin.resolve("lib").resolve(name).toFile())) {
                Collections.list(jar.entries()).stream()
                        .map(entry -> entry.getName())
                        .filter(entry -> entry.endsWith(".class"))
                        .filter(entry -> !entry.startsWith("META-INF/") && !entry.equals("module-info.class"))
                        .filter(entry -> !entry.startsWith(SHADED_TWICE))
                        .forEach(entry -> found.computeIfAbsent(entry, key -> new ArrayList<>())
                                .add(name));
            }
        }
        return found;
    }
}
