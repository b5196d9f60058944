// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of one Kafka version, as the build copied them, the place for the logs of what runs on them, and folders of
 * jars that come before Kafka's on the class path.
 */
public record KafkaRuntime(Path libs, Path logs, List<Path> inFront) {
    public KafkaRuntime {
        inFront = List.copyOf(inFront);
        if (!Files.isDirectory(libs)) {
            throw new IllegalArgumentException(
                    "No Kafka jars in %s (kafka.it.libs). Run: mvn -DskipTests pre-integration-test".formatted(libs));
        }
    }

    /** As failsafe and the quick start pass it in the system properties {@code kafka.it.libs} and {@code project.dir}. */
    public static KafkaRuntime fromSystemProperties() {
        Path target = Path.of(System.getProperty("project.dir", ""), "target");
        String libs = System.getProperty(
                "kafka.it.libs", target.resolve("kafka/4.3.1/libs").toString());
        return new KafkaRuntime(Path.of(libs), target.resolve("kafka-logs"), List.of());
    }

    /** The same of another version, whose jars the build copied beside them. */
    public KafkaRuntime version(String version) {
        return new KafkaRuntime(libs.getParent().resolveSibling(version).resolve(libs.getFileName()), logs, inFront);
    }

    KafkaRuntime behind(Path folder) {
        return new KafkaRuntime(libs, logs, List.of(folder));
    }

    String classPath() {
        return Stream.concat(inFront.stream(), Stream.of(libs))
                .map(folder -> folder + "/*")
                .collect(Collectors.joining(File.pathSeparator));
    }
}
