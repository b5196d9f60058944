// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.worker.PluginZip;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Folders for {@code plugin.path} with the connectors that exist for the benchmark alone. */
final class Plugins {
    private static final String SERVICE = "META-INF/services/org.apache.kafka.connect.source.SourceConnector";

    private Plugins() {}

    /** Both of them, each with the jars that it needs. */
    static void install(Path folder) {
        try {
            Path readyMade = PluginZip.fromSystemProperties().unpack(folder.resolve("ready-made"));
            hideConnector(readyMade.resolve("lib"));
            writeJar(
                    readyMade.resolve("lib/ready-made.jar"),
                    ReadyMadeConnector.class,
                    List.of(ReadyMadeConnector.class, ReadyMadeTask.class));
            Path jdbc = Files.createDirectories(folder.resolve("jdbc"));
            writeJar(
                    jdbc.resolve("jdbc.jar"),
                    JdbcConnector.class,
                    Stream.concat(
                                    Stream.of(JdbcConnector.class, JdbcTask.class),
                                    Stream.of(JdbcTask.class.getDeclaredClasses()))
                            .toList());
            Path driver = Path.of(org.postgresql.Driver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Files.copy(driver, jdbc.resolve("driver.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The copy that ready-made records are made with must not be found as the connector that is measured. */
    private static void hideConnector(Path lib) throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(lib)) {
            jars = files.toList();
        }
        for (Path jar : jars) {
            try (JarFile in = new JarFile(jar.toFile())) {
                if (in.getEntry(SERVICE) == null) {
                    continue;
                }
                try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(lib.resolve("hidden.jar")))) {
                    for (JarEntry entry : Collections.list(in.entries())) {
                        if (!entry.getName().equals(SERVICE)) {
                            out.putNextEntry(new JarEntry(entry.getName()));
                            in.getInputStream(entry).transferTo(out);
                        }
                    }
                }
            }
            Files.delete(jar);
        }
    }

    private static void writeJar(Path jar, Class<?> connector, List<Class<?>> classes) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(SERVICE));
            out.write(connector.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (Class<?> one : classes) {
                String entry = one.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream in = Plugins.class.getClassLoader().getResourceAsStream(entry)) {
                    in.transferTo(out);
                }
            }
        }
    }
}
