// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker that has older releases of the AWS SDK, Avro, Parquet and Jackson on its own class path, before everything
 * else; Jackson is the one that Kafka 3.6 brings. The plugin must see its own, and only its own.
 */
final class OlderLibrariesIT {
    private static final int ROWS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A class and the jar it came from, as {@code -Xlog:class+load} has it. */
    private static final Pattern LOADED = Pattern.compile("(\\S+) source: file:(\\S+)$");

    /** Of each library a package of its classes, and its older jar. */
    private static final List<Library> LIBRARIES = List.of(
            new Library("software.amazon.awssdk.services.s3.", "s3-2.20.162.jar"),
            new Library("software.amazon.awssdk.services.redshiftdata.", "redshiftdata-2.20.162.jar"),
            new Library("software.amazon.awssdk.core.", "sdk-core-2.20.162.jar"),
            new Library("org.apache.avro.", "avro-1.9.2.jar"),
            new Library("org.apache.parquet.hadoop.", "parquet-hadoop-1.10.1.jar"),
            new Library("org.apache.parquet.column.", "parquet-column-1.10.1.jar"),
            new Library("com.fasterxml.jackson.core.", "jackson-core-2.13.5.jar"));

    private record Library(String classes, String older) {}

    @TempDir
    private static Path temp;

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        CountedTable.createSchema(stack);
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    private static Path olderJars() {
        return Path.of(System.getProperty("older.it.libs"));
    }

    @Test
    void thePluginRunsOnItsOwnLibraries() {
        Path classes = temp.resolve("classes.log");
        WorkerSettings settings = WorkerSettings.group("older-libraries")
                .on(KafkaRuntime.fromSystemProperties().version("3.6.2").behind(olderJars()))
                .options("-Xlog:class+load=info:file=" + classes);
        CountedTable table = CountedTable.create(stack, "isolated", ROWS);
        try (ConnectWorker worker = ConnectWorker.start(SharedBroker.broker(), settings);
                TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            requireOlderOnClassPath(worker);
            worker.rest().putConfig(table.name(), table.settings(Map.of("exactly.once.support", "required")));
            topic.awaitCount(ROWS, LIMIT);
            assertThat(CountedTable.ids(topic.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS));
            Leftovers.requireNone(worker, stack);
            requireOwnClasses(loaded(classes), worker.pluginFolder());
        }
    }

    /** Were they the plugin's, it could not run: what the other test shows is no chance. */
    @Test
    void theOlderLibrariesWouldNotDo() throws IOException {
        Path plugin = PluginZip.fromSystemProperties().unpack(temp.resolve("plugin"));
        try (URLClassLoader mixed = Reference.jars(olderJars(), plugin.resolve("lib"))) {
            for (String library : List.of("software.amazon.awssdk.", "org.apache.parquet.")) {
                assertThat(Reference.to(library))
                        .as(library)
                        .isNotEmpty()
                        .anyMatch(reference -> !reference.isIn(mixed));
            }
        }
    }

    /** The worker tells its class path when it starts, in its order. */
    private static void requireOlderOnClassPath(ConnectWorker worker) {
        String path = worker.logText()
                .lines()
                .filter(line -> line.contains("jvm.classpath = "))
                .findFirst()
                .orElseThrow();
        int kafka = path.indexOf("connect-runtime-3.6.2.jar");
        assertThat(kafka).isPositive();
        for (Library library : LIBRARIES) {
            assertThat(path.indexOf("/" + library.older())).as(library.older()).isPositive();
            if (!library.older().startsWith("jackson")) {
                assertThat(path.indexOf("/" + library.older()))
                        .as(library.older())
                        .isLessThan(kafka);
            }
        }
    }

    private static void requireOwnClasses(Map<String, Set<Path>> loaded, Path plugin) {
        for (Library library : LIBRARIES) {
            Set<Path> jars = new TreeSet<>();
            loaded.forEach((type, from) -> {
                if (type.startsWith(library.classes())) {
                    jars.addAll(from);
                }
            });
            // Kafka itself runs on the older Jackson, so both are there.
            Set<Path> ours = jars.stream().filter(jar -> jar.startsWith(plugin)).collect(Collectors.toSet());
            assertThat(ours)
                    .as("jars of the plugin with %s*", library.classes())
                    .isNotEmpty();
            if (!library.older().startsWith("jackson")) {
                assertThat(jars).as("jars with %s*", library.classes()).isEqualTo(ours);
            }
        }
    }

    private static Map<String, Set<Path>> loaded(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(LOADED::matcher)
                    .filter(Matcher::find)
                    .collect(Collectors.groupingBy(
                            line -> line.group(1),
                            Collectors.mapping(line -> Path.of(line.group(2)), Collectors.toSet())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
