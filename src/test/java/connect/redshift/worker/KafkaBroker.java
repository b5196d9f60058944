// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A Kafka broker of one node (broker and controller in one JVM) on loopback; its data goes when it is closed. */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final KafkaRuntime runtime;
    private final TempFolder folder;
    private final int port;
    private final ChildJvm jvm;

    private KafkaBroker(KafkaRuntime runtime, TempFolder folder, int port, ChildJvm jvm) {
        this.runtime = runtime;
        this.folder = folder;
        this.port = port;
        this.jvm = jvm;
    }

    /** Formats the storage, starts the broker and returns when it answers. */
    public static KafkaBroker start(KafkaRuntime runtime) {
        TempFolder folder = TempFolder.create("kafka-broker");
        int port = LoopbackPorts.next();
        Path log = runtime.logs()
                .resolve("broker-%d-%d.log".formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet()));
        String properties = writeProperties(folder.path(), port).toString();
        format(runtime, folder.path(), log, properties);
        var program = new ChildJvm.Program(OPTIONS, "kafka.Kafka", List.of(properties));
        KafkaBroker broker = new KafkaBroker(
                runtime, folder, port, ChildJvm.start(runtime.classPath(), folder.path(), log, program));
        AtExit.close(broker);
        broker.awaitReady();
        return broker;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** A new client; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    public void createTopic(String name, int partitions) {
        createTopics(List.of(name), partitions);
    }

    /** All of them at once. */
    void createTopics(List<String> names, int partitions) {
        List<NewTopic> topics = names.stream()
                .map(name -> new NewTopic(name, partitions, (short) 1))
                .toList();
        try (Admin admin = admin()) {
            admin.createTopics(topics).all().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Topics %s were not created".formatted(names), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String logText() {
        return jvm.logText();
    }

    @Override
    public void close() {
        AtExit.forget(this);
        jvm.stop(STOP_LIMIT);
        folder.close();
    }

    KafkaRuntime runtime() {
        return runtime;
    }

    private static void format(KafkaRuntime runtime, Path folder, Path log, String properties) {
        List<String> arguments = List.of("format", "-t", Uuid.randomUuid().toString(), "-c", properties);
        var format = new ChildJvm.Program(
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "kafka.tools.StorageTool",
                arguments);
        ChildJvm.start(runtime.classPath(), folder, log, format).awaitSuccess(START_LIMIT);
    }

    /** The broker is there when a client sees it among the cluster's nodes. */
    private void awaitReady() {
        try {
            awaitReady("listen", this::listens);
            try (Admin admin = admin()) {
                awaitReady("answer", () -> answers(admin));
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private void awaitReady(String sign, BooleanSupplier condition) {
        Await.until("the broker at %s to %s".formatted(bootstrapServers(), sign), START_LIMIT, () -> {
            jvm.requireAlive();
            return condition.getAsBoolean();
        });
    }

    /** Asked before there is a client, which logs a warning for each refused connection. */
    private boolean listens() {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean answers(Admin admin) {
        try {
            return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path writeProperties(Path folder, int port) {
        int controller = LoopbackPorts.next();
        String text =
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                # Lets workers choose a session short enough for a killed one to be missed soon.
                group.min.session.timeout.ms=1000
                """
                        .formatted(port, controller, folder.resolve("data"));
        try {
            return Files.writeString(folder.resolve("server.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
