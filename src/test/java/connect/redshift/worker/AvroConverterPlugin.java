// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Apicurio's Avro converter as a plugin of its own. Its jar has no service file, so a worker finds it only by scanning
 * every class, which would also find our connector without the service file that our zip must have. So the missing file
 * is put beside it, and the worker goes on looking at service files alone.
 */
record AvroConverterPlugin(Path jars) {
    static final String CLASS = "io.apicurio.registry.utils.converter.AvroConverter";
    private static final String SERVICE = "META-INF/services/org.apache.kafka.connect.storage.Converter";

    /** Makes a folder in {@code plugins}, which is on {@code plugin.path}. */
    void install(Path plugins) {
        try {
            Path folder = Files.createDirectory(plugins.resolve("avro-converter"));
            try (DirectoryStream<Path> all = Files.newDirectoryStream(jars, "*.jar")) {
                for (Path jar : all) {
                    Files.copy(jar, folder.resolve(jar.getFileName()));
                }
            }
            writeServiceFile(folder.resolve("avro-converter-service.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException("The Avro converter could not be copied from " + jars, e);
        }
    }

    private static void writeServiceFile(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(SERVICE));
            out.write(CLASS.getBytes(StandardCharsets.UTF_8));
        }
    }
}
