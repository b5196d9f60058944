// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.nio.file.Files;
import java.nio.file.Path;

/** The jars of one Kafka version, as the build copied them, and the place for the logs of what runs on them. */
public record KafkaRuntime(Path libs, Path logs) {
    public KafkaRuntime {
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
        return new KafkaRuntime(Path.of(libs), target.resolve("kafka-logs"));
    }

    String classPath() {
        return libs + "/*";
    }
}
