// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java on this machine, by its feature release, such as 17. */
record Jdk(int feature, Path home) {
    /** A path, for who has one elsewhere. */
    private static final String PROPERTY = "matrix.jdk";

    private static final List<String> FOLDERS =
            List.of("/usr/lib/jvm", "/opt", "/opt/java", "/Library/Java/JavaVirtualMachines");
    /** As hosts of CI set it: {@code JAVA_HOME_25_X64}, {@code JAVA_HOME_25}. */
    private static final Pattern VARIABLE = Pattern.compile("JAVA_HOME_\\d+(_\\w+)?");

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    /** The one that runs the tests. */
    static Jdk own() {
        return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /** The newest release with long-term support, if it is newer than our own: every fourth since 17. */
    static Optional<Jdk> newerLongTerm() {
        return candidates().stream()
                .flatMap(home -> at(home).stream())
                .filter(jdk -> jdk.feature() > own().feature() && jdk.feature() % 4 == 1)
                .max(Comparator.comparingInt(Jdk::feature).thenComparing(Jdk::home));
    }

    /** Where {@link #newerLongTerm} looks. */
    static String searched() {
        return "-D%s, JAVA_HOME_<release>, %s".formatted(PROPERTY, String.join(", ", FOLDERS));
    }

    private static List<Path> candidates() {
        List<Path> homes = new ArrayList<>();
        Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).ifPresent(homes::add);
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            if (VARIABLE.matcher(variable.getKey()).matches()) {
                homes.add(Path.of(variable.getValue()));
            }
        }
        for (String folder : FOLDERS) {
            for (Path child : children(Path.of(folder))) {
                homes.add(child);
                homes.add(child.resolve("Contents/Home"));
            }
        }
        return homes;
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find() ? Optional.of(new Jdk(Integer.parseInt(version.group(1)), home)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
