// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A distributed Connect worker with the unpacked plugin on its {@code plugin.path}. It may be killed, stopped and
 * started again; its REST address, its log and, through the group's topics, its connectors stay the same.
 */
public final class ConnectWorker implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final KafkaRuntime runtime;
    private final WorkerSettings settings;
    private final TempFolder folder;
    private final Path pluginFolder;
    private final Path log;
    private final ConnectRest rest;
    private ChildJvm jvm;
    private boolean killed;

    private ConnectWorker(KafkaBroker broker, WorkerSettings settings, TempFolder folder) {
        int port = LoopbackPorts.next();
        this.runtime = settings.jvm().kafka().orElse(broker.runtime());
        this.settings = settings;
        this.folder = folder;
        this.pluginFolder = settings.plugin().unpack(folder.path().resolve("plugins"));
        settings.avroConverter().ifPresent(converter -> converter.install(pluginFolder.getParent()));
        this.log = runtime.logs()
                .resolve("worker-%s-%d-%d.log"
                        .formatted(settings.group(), ProcessHandle.current().pid(), STARTED.incrementAndGet()));
        this.rest = new ConnectRest(URI.create("http://127.0.0.1:" + port));
        writeProperties(broker, port);
        this.jvm = launch();
    }

    /** Starts a worker and returns when it has joined its group and answers. */
    public static ConnectWorker start(KafkaBroker broker, WorkerSettings settings) {
        ConnectWorker worker = new ConnectWorker(broker, settings, TempFolder.create("connect-worker"));
        AtExit.close(worker);
        try {
            worker.awaitReady();
        } catch (RuntimeException | Error failure) {
            worker.close();
            throw failure;
        }
        return worker;
    }

    public ConnectRest rest() {
        return rest;
    }

    /** The folder on {@code plugin.path} that the zip was unpacked to. */
    public Path pluginFolder() {
        return pluginFolder;
    }

    /** Everything this worker logged, over all its restarts. */
    public String logText() {
        return jvm.logText();
    }

    /** The number of its process, another one after each restart. */
    public long pid() {
        return jvm.pid();
    }

    /** The names of the files that it has put into its folder for temporary ones. */
    public List<String> temporaryFiles() {
        try (Stream<Path> files = Files.list(ChildJvm.tempFolder(folder.path()))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all threads that run in it. */
    List<String> threads() {
        return jvm.threads();
    }

    /** Bytes of its heap in use after a full collection. */
    long usedHeap() {
        return jvm.usedHeap();
    }

    /**
     * A metric of the connector's only task, or of one of its tables: among the worker's own, or where a worker before
     * Kafka 4.1 has it. Empty while there is none.
     *
     * @param tags further tags, such as {@code ,table=public.orders}
     */
    Optional<Object> metric(String connector, String tags, String name) {
        return jvm.attribute("kafka.connect:type=plugins,connector=%s,task=0%s".formatted(connector, tags), name)
                .or(() -> jvm.attribute(
                        "connect.redshift:type=*,connector=\"%s\",task=0%s"
                                .formatted(connector, tags.replaceAll("=(.+)", "=\"$1\"")),
                        name));
    }

    /** An attribute of the one MBean that the pattern names; empty while there is none. */
    Optional<Object> attribute(String pattern, String attribute) {
        return jvm.attribute(pattern, attribute);
    }

    public boolean isAlive() {
        return jvm.isAlive();
    }

    /** SIGKILL: tasks are not stopped, transactions stay open, the group is not left. */
    public void kill() {
        killed = true;
        jvm.kill();
    }

    /**
     * SIGTERM. A worker that does not go in time is killed, as an operator would do it, and that is a failure unless
     * Connect itself is to blame.
     */
    public void stop() {
        Optional<String> stacks = jvm.stop(STOP_LIMIT);
        killed = killed || stacks.isPresent();
        stacks.filter(threads -> !isConnectsOwnHang(threads)).ifPresent(threads -> {
            throw new IllegalStateException(
                    "the worker was still there %s after SIGTERM; what its threads did is in %s, which ends: %s"
                            .formatted(STOP_LIMIT, log, jvm.logTail()));
        });
    }

    /**
     * Connect's shutdown hook and Jetty's own stop the same REST server at the same time, and Connect's may wait for the
     * other's threads for ever: seen with 4.3.1 about once in a hundred times. A validation or a change of offsets that does
     * not end, which the herder runs on threads of its own, keeps it waiting as well, and that is our own fault.
     */
    static boolean isConnectsOwnHang(String stacks) {
        List<String> threads = List.of(stacks.split("\n\n", -1));
        boolean waits = threads.stream()
                .anyMatch(thread -> thread.contains("org.eclipse.jetty.server.Server.join(")
                        && thread.contains("org.apache.kafka.connect.runtime.rest.RestServer.stop("));
        boolean ours =
                threads.stream().anyMatch(thread -> thread.contains("at connect.redshift.RedshiftSourceConnector."));
        return waits && !ours;
    }

    /** Starts it again, stopping it first if it runs; returns when it answers. */
    public void restart() {
        if (jvm.isAlive()) {
            stop();
        }
        jvm = launch();
        awaitReady();
    }

    @Override
    public void close() {
        AtExit.forget(this);
        try (folder) {
            stop();
            requireNoTempFile();
        }
    }

    /** A program that was killed cannot clean up. */
    private void requireNoTempFile() {
        List<String> left = temporaryFiles();
        if (!killed && !left.isEmpty()) {
            throw new IllegalStateException(
                    "the worker left temporary files: %s. Its log ends: %s".formatted(left, jvm.logTail()));
        }
    }

    private ChildJvm launch() {
        // A worker lives too short in most tests to earn back what the second compiler costs.
        List<String> options = new ArrayList<>(
                List.of("-Xmx" + settings.jvm().maxHeap(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        options.addAll(settings.jvm().options());
        var program = new ChildJvm.Program(
                options,
                "org.apache.kafka.connect.cli.ConnectDistributed",
                List.of(propertiesFile().toString()),
                settings.jvm().environment(),
                settings.jvm().javaHome());
        return ChildJvm.start(runtime.classPath(), folder.path(), log, program);
    }

    private void awaitReady() {
        Await.until("the worker of group %s to answer".formatted(settings.group()), START_LIMIT, () -> {
            jvm.requireAlive();
            return rest.isReady();
        });
    }

    private Path propertiesFile() {
        return folder.path().resolve("connect.properties");
    }

    private void writeProperties(KafkaBroker broker, int port) {
        Properties properties = new Properties();
        properties.putAll(settings.workerProperties(
                broker.bootstrapServers(), port, pluginFolder.getParent().toString()));
        try (var out = Files.newBufferedWriter(propertiesFile())) {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
