// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The archives themselves: what stores and builds ask of them, and that nothing in them tells who built them when. */
final class ArchivePluginTest {
    private static final Archive ZIP = Archive.zip();

    private static JsonNode manifest() throws IOException {
        return new ObjectMapper().readTree(ZIP.content("manifest.json").orElseThrow());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Confluent's "Component Archive Specification". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/title",
                "/description",
                "/owner/type",
                "/owner/name",
                "/support/provider_name",
                "/support/summary",
                "/license/0/name",
                "/license/0/url",
                "/requirements/0",
                "/features/supported_encodings/0",
                "/tags/0"
            })
    void manifestSays(String what) throws IOException {
        assertThat(manifest().at(what).asText()).isNotBlank();
    }

    @Test
    void manifestIsWhatTheHubTakes() throws IOException {
        JsonNode manifest = manifest();
        assertThat(manifest.path("name").asText()).matches("[a-z0-9-]{2,255}");
        assertThat(manifest.at("/owner/username").asText()).matches("[a-z0-9_]{2,255}");
        assertThat(texts(manifest.path("component_types"))).containsExactly("source");
        assertThat(texts(manifest.at("/features/delivery_guarantee"))).containsExactly("exactly_once", "at_least_once");
        assertThat(manifest.at("/features/kafka_connect_api").asBoolean()).isTrue();
        assertThat(manifest.at("/features/single_message_transforms").asBoolean())
                .isTrue();
        assertThat(LocalDate.parse(manifest.path("release_date").asText())).isNotNull();
    }

    /** "At least 400 pixels wide and 200 pixels tall" (kafka-connect-maven-plugin's documentation). */
    @ParameterizedTest
    @ValueSource(strings = {"/logo", "/owner/logo", "/support/logo"})
    void logoIsThere(String where) throws IOException {
        String name = manifest().at(where).asText();
        assertThat(name).startsWith("assets/");
        BufferedImage logo =
                ImageIO.read(new ByteArrayInputStream(ZIP.content(name).orElseThrow()));
        assertThat(logo.getWidth()).isGreaterThanOrEqualTo(400);
        assertThat(logo.getHeight()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void everyFileOfTheTarIsTheZips() {
        Archive tar = Archive.tar();

        // The tar leaves folders to whoever unpacks it.
        assertThat(tar.files("")).isNotEmpty().isEqualTo(ZIP.files(""));
        assertThat(tar.entries())
                .allSatisfy(entry -> assertThat(ZIP.entries().stream().filter(entry::isSameAs))
                        .as(entry.name())
                        .hasSize(1));
    }

    static List<Archive> archives() {
        return List.of(ZIP, Archive.tar());
    }

    /** Else the same sources would make other bytes tomorrow, or for somebody else. */
    @ParameterizedTest
    @MethodSource("archives")
    void entriesTellNothingOfTheBuild(Archive archive) {
        assertThat(archive.entries().stream().map(Archive.Entry::seconds).distinct())
                .hasSize(1);
        assertThat(archive.entries())
                .allSatisfy(
                        entry -> assertThat(entry.mode()).as(entry.name()).isEqualTo(entry.isFolder() ? 0755 : 0644));
        assertThat(archive.entries().stream().map(Archive.Entry::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {".zip", ".tar.gz"})
    void checksumBesideItIsRight(String ending) throws Exception {
        Path file = ending.equals(".zip") ? Archive.zipFile() : Archive.tarFile();
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file)));

        assertThat(Path.of(file + ".sha512")).hasContent(digest);
    }

    /** A worker that has one of its own would get two. */
    @Test
    void noRegistryClientNorConverterIsBundled() {
        assertThat(ZIP.files("lib/"))
                .isNotEmpty()
                .noneMatch(jar -> jar.matches("(apicurio|kafka-avro|kafka-schema|schema-registry|glue).*"));
    }

    @Test
    void textsHaveTheLineEndsOfUnix() {
        assertThat(ZIP.files("").stream().filter(name -> name.matches("(manifest\\.json|doc/[A-Z]+.*|etc/.*)")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(new String(ZIP.content(name).orElseThrow(), StandardCharsets.UTF_8))
                        .as(name)
                        .doesNotContain("\r"));
    }
}
