// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose software is in the archive and under which licence: nothing unknown, and nothing that asks for our source. */
final class LicensesPluginTest {
    private static final Archive ZIP = Archive.zip();

    /** They ask for their text and their authors' names to be kept, which doc/licenses does, and for nothing else. */
    private static final Set<String> ALLOWED = Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "MIT-0");

    /** What POMs call licences that SPDX has an identifier for. */
    private static final Map<String, String> NAMES = Map.of(
            "Apache License, Version 2.0", "Apache-2.0",
            "The Apache Software License, Version 2.0", "Apache-2.0",
            "Apache 2.0", "Apache-2.0");

    /** Where a POM does not say what is so. */
    private static final Map<String, String> KNOWN_BETTER = Map.of(
            // The Eclipse Public License or the Eclipse Distribution License, which is BSD's; taken is the second.
            "jts-core", "BSD-3-Clause",
            // "Go License", which is BSD's.
            "re2j", "BSD-3-Clause",
            // The jar's own META-INF/LICENSE; the POM names Apache's.
            "redshift-jdbc42", "BSD-2-Clause");

    private static JsonNode sbom;

    @BeforeAll
    static void read() throws IOException {
        Optional<byte[]> content = ZIP.content("doc/" + beside().getFileName());
        if ("offline=true".equals(System.getProperty("maven.session"))) {
            assumeThat(content)
                    .as("the list of what is bundled, whose plugin Maven runs online only: build without -o")
                    .isPresent();
        }
        sbom = new ObjectMapper().readTree(content.orElseThrow());
    }

    /** Bundled jars by their names. */
    private static Map<String, JsonNode> components() {
        Map<String, JsonNode> components = new TreeMap<>();
        sbom.path("components")
                .forEach(each -> components.put(
                        "%s-%s.jar"
                                .formatted(
                                        each.path("name").asText(),
                                        each.path("version").asText()),
                        each));
        return components;
    }

    private static List<String> bundled() {
        String ours = sbom.at("/metadata/component/name").asText() + "-"
                + sbom.at("/metadata/component/version").asText() + ".jar";
        assertThat(ZIP.files("lib/")).contains(ours);
        return ZIP.files("lib/").stream().filter(jar -> !jar.equals(ours)).toList();
    }

    /** A jar's licence by its POM; empty for one that is not known to be any of ours. */
    private static Optional<String> license(JsonNode component) {
        String better = KNOWN_BETTER.get(component.path("name").asText());
        if (better != null) {
            return Optional.of(better);
        }
        List<String> licenses = StreamSupport.stream(component.path("licenses").spliterator(), false)
                .map(each -> each.path("license"))
                .map(each -> each.has("id")
                        ? each.path("id").asText()
                        : each.path("name").asText())
                .map(name -> NAMES.getOrDefault(name, name))
                .distinct()
                .toList();
        return licenses.size() == 1 && ALLOWED.contains(licenses.get(0))
                ? Optional.of(licenses.get(0))
                : Optional.empty();
    }

    @Test
    void billOfMaterialsNamesEveryJarByItsHash() throws Exception {
        Map<String, JsonNode> components = components();
        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(components.keySet()).containsExactlyInAnyOrderElementsOf(bundled());
        for (String jar : bundled()) {
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512")
                            .digest(ZIP.content("lib/" + jar).orElseThrow()));
            assertThat(components.get(jar).path("hashes"))
                    .as(jar)
                    .anyMatch(hash -> hash.path("content").asText().equals(digest));
            assertThat(components.get(jar).path("purl").asText()).startsWith("pkg:maven/");
        }
    }

    @Test
    void billOfMaterialsLiesBesideTheArchiveToo() throws IOException {
        assertThat(new ObjectMapper().readTree(beside().toFile())).isEqualTo(sbom);
    }

    private static Path beside() {
        return Archive.zipFile()
                .resolveSibling(Archive.zipFile().getFileName().toString().replaceAll("\\.zip$", ".cdx.json"));
    }

    @Test
    void everyLicenseIsKnownAndAsksForNoSource() {
        assertThat(components()).allSatisfy((jar, component) -> assertThat(license(component))
                .as("%s says: %s", jar, component.path("licenses"))
                .isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"license\": {\"id\": \"GPL-3.0-only\"}}]",
                "[{\"license\": {\"id\": \"Apache-2.0\"}}, {\"license\": {\"id\": \"EPL-2.0\"}}]",
                "[{\"license\": {\"name\": \"Our Own License\"}}]",
                "[{\"expression\": \"Apache-2.0 AND LGPL-2.1-only\"}]",
                "[]"
            })
    void anyOtherLicenseIsFound(String licenses) throws IOException {
        assertThat(license(new ObjectMapper()
                        .readTree("{\"name\": \"some-library\", \"licenses\": %s}".formatted(licenses))))
                .isEmpty();
    }

    @Test
    void everyJarsLicenseIsInTheArchive() {
        assertThat(components().values()).allSatisfy(component -> assertThat(
                        ZIP.files("doc/licenses/" + component.path("name").asText() + "/"))
                .as(component.path("name").asText())
                .anyMatch(file -> file.contains("LICENSE")));
    }

    /** Texts that no jar has any more would go unseen else. */
    @Test
    void everyLicenseInTheArchiveIsOfAJar() {
        Set<String> names = components().values().stream()
                .map(each -> each.path("name").asText())
                .collect(Collectors.toSet());
        assertThat(ZIP.files("doc/licenses/").stream()
                        .filter(file -> file.contains("/"))
                        .map(file -> file.substring(0, file.indexOf('/'))))
                .isSubsetOf(names);
    }

    @Test
    void reportIsTheListedOne() throws IOException {
        List<String> report = new ArrayList<>();
        components()
                .forEach((jar, component) ->
                        report.add("%s %s".formatted(jar, license(component).orElse("unknown"))));
        Path project = Path.of(System.getProperty("project.dir", ""));
        Files.write(project.resolve("target/licenses.txt"), report);

        assertThat(new String(ZIP.content("doc/licenses/licenses.txt").orElseThrow(), StandardCharsets.UTF_8).lines())
                .as("if the change is meant: cp target/licenses.txt src/assembly/licenses.txt")
                .containsExactlyElementsOf(report);
    }
}
