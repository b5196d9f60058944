// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import connect.redshift.worker.PluginZip;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** What the build packaged, entry by entry in the order of the file. */
record Archive(List<Entry> entries) {
    /**
     * @param mode access rights as Unix knows them
     * @param seconds of the entry's time, by whatever clock the archive's format has
     */
    record Entry(String name, int mode, long seconds, ByteBuffer content) {
        boolean isFolder() {
            return name.endsWith("/");
        }

        boolean isSameAs(Entry other) {
            return name.equals(other.name) && mode == other.mode && content.equals(other.content);
        }
    }

    static Path zipFile() {
        return PluginZip.fromSystemProperties().file();
    }

    static Path tarFile() {
        return zipFile().resolveSibling(zipFile().getFileName().toString().replaceAll("\\.zip$", ".tar.gz"));
    }

    static Archive zip() {
        List<Entry> entries = new ArrayList<>();
        try (ZipFile zip = ZipFile.builder().setPath(zipFile()).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    long time = entry.getLastModifiedTime().toMillis() / 1000;
                    entries.add(new Entry(
                            entry.getName(), entry.getUnixMode() & 0777, time, ByteBuffer.wrap(in.readAllBytes())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Archive(entries);
    }

    static Archive tar() {
        List<Entry> entries = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(tarFile())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getLongUserId() != 0 || entry.getLongGroupId() != 0) {
                    throw new AssertionError("%s belongs to user %d and group %d of who built it"
                            .formatted(entry.getName(), entry.getLongUserId(), entry.getLongGroupId()));
                }
                long time = entry.getLastModifiedTime().toMillis() / 1000;
                entries.add(
                        new Entry(entry.getName(), entry.getMode() & 0777, time, ByteBuffer.wrap(tar.readAllBytes())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Archive(entries);
    }

    /** The content of a file below the archive's one folder. */
    Optional<byte[]> content(String name) {
        return entries.stream()
                .filter(entry -> inside(entry).equals(name))
                .map(entry -> entry.content().array())
                .findFirst();
    }

    /** Names of the files in a folder and below, as they are called there. */
    List<String> files(String folder) {
        return entries.stream()
                .filter(entry -> !entry.isFolder())
                .map(Archive::inside)
                .filter(name -> name.startsWith(folder))
                .map(name -> name.substring(folder.length()))
                .sorted()
                .toList();
    }

    private static String inside(Entry entry) {
        return entry.name().substring(entry.name().indexOf('/') + 1);
    }
}
