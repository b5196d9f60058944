// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import connect.redshift.worker.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** Which images the suite runs on: those that {@code docker/} names, or what a system property says instead. */
final class Images {
    private static final Duration BUILDING = Duration.ofMinutes(6);

    private Images() {}

    /** Kafka's own image; {@code containers.kafka.image} for another. */
    static DockerImageName kafka() {
        return named("apache/kafka", "containers.kafka.image");
    }

    /** LocalStack's own image; {@code containers.localstack.image} for another. */
    static DockerImageName localStack() {
        return named("localstack/localstack", "containers.localstack.image");
    }

    /** What the local Redshift's image is made from; {@code containers.java.image} for another. */
    static DockerImageName java() {
        return named("eclipse-temurin", "containers.java.image");
    }

    private static DockerImageName named(String repository, String property) {
        String name = Optional.ofNullable(System.getProperty(property)).orElseGet(() -> pinned(repository));
        return DockerImageName.parse(name).asCompatibleSubstituteFor(repository);
    }

    private static String pinned(String repository) {
        for (String file : List.of("compose.yaml", "redshift.Dockerfile")) {
            Matcher name = Pattern.compile(Pattern.quote(repository) + ":\\S+")
                    .matcher(read(project().resolve("docker").resolve(file)));
            if (name.find()) {
                return name.group();
            }
        }
        throw new IllegalStateException("docker/ names no image of " + repository);
    }

    /**
     * Why the suite cannot run here; empty if it can. Where {@code .ci/images} builds stand-ins (the environment variable
     * CONTAINERS_IMAGES names the file that it will write), waits for them.
     */
    static Optional<String> missing() {
        Optional<List<String>> standIns = standIns();
        if (standIns.isPresent() && standIns.get().get(0).startsWith("failed: ")) {
            return Optional.of("stand-ins for the images could not be built, "
                    + standIns.get().get(0));
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no Docker daemon answers (docker info says why)");
        }
        return Optional.empty();
    }

    /** One line an image: its name, its id, and how it was made where it is a stand-in. */
    static List<String> report() {
        return standIns().orElseGet(() -> List.of(kafka(), localStack(), java()).stream()
                .map(image -> "%s: %s from its registry".formatted(image.asCanonicalNameString(), id(image)))
                .toList());
    }

    private static String id(DockerImageName image) {
        var inspected = DockerClientFactory.lazyClient()
                .inspectImageCmd(image.asCanonicalNameString())
                .exec();
        List<String> digests = inspected.getRepoDigests();
        return digests == null || digests.isEmpty() ? inspected.getId() : digests.get(0);
    }

    private static Optional<List<String>> standIns() {
        return Optional.ofNullable(System.getenv("CONTAINERS_IMAGES")).map(name -> {
            Path file = Path.of(name);
            Await.until(".ci/images to write " + file, BUILDING, () -> Files.exists(file));
            return read(file).lines().toList();
        });
    }

    static Path project() {
        return Path.of(System.getProperty("project.dir", ""));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
