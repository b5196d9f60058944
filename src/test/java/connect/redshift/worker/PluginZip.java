// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The packaged plugin, as users download it. */
public record PluginZip(Path file, String version) {
    /** What this build packaged: the system properties {@code plugin.zip} and {@code plugin.version}. */
    public static PluginZip fromSystemProperties() {
        return new PluginZip(Path.of(required("plugin.zip")), required("plugin.version"));
    }

    /** Unpacks into {@code folder} and returns the plugin's own folder in it. */
    public Path unpack(Path folder) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                unpack(zip, entry, folder);
            }
            return only(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("%s could not be unpacked".formatted(file), e);
        }
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
        Path place = folder.resolve(entry.getName()).normalize();
        if (!place.startsWith(folder)) {
            throw new IOException("Entry %s leads out of the archive".formatted(entry.getName()));
        }
        if (entry.isDirectory()) {
            Files.createDirectories(place);
            return;
        }
        Files.createDirectories(place.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, place);
        }
    }

    private static Path only(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            var found = children.toList();
            if (found.size() != 1) {
                throw new IOException("The archive should hold one folder; it holds " + found);
            }
            return found.get(0);
        }
    }

    private static String required(String key) {
        String value = System.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("System property %s is missing. Run through: mvn verify".formatted(key));
        }
        return value;
    }
}
