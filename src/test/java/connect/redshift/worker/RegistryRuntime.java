// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.nio.file.Files;
import java.nio.file.Path;

/** Apicurio's schema registry and its Avro converter, as the build unpacked them, and the place for the registry's logs. */
public record RegistryRuntime(Path folder, Path logs) {
    public RegistryRuntime {
        if (!Files.isDirectory(folder.resolve("app"))) {
            throw new IllegalArgumentException(
                    "No schema registry in %s (registry.it.dir). Run: mvn -DskipTests pre-integration-test"
                            .formatted(folder));
        }
    }

    /** As failsafe passes it in the system properties {@code registry.it.dir} and {@code project.dir}. */
    public static RegistryRuntime fromSystemProperties() {
        Path target = Path.of(System.getProperty("project.dir", ""), "target");
        String folder = System.getProperty(
                "registry.it.dir", target.resolve("registry/2.6.13").toString());
        return new RegistryRuntime(Path.of(folder), target.resolve("registry-logs"));
    }

    /** The runner's manifest names the rest. */
    String classPath() {
        return folder.resolve("app/apicurio-registry-app-2.6.13.Final-runner.jar")
                .toString();
    }

    AvroConverterPlugin converter() {
        return new AvroConverterPlugin(folder.resolve("converter"));
    }
}
