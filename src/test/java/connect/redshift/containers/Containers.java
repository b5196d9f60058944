// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.localstack.LocalStackContainer;

/** Kafka, LocalStack, the local Redshift and a Connect worker, each in its container, on a network of their own. */
final class Containers implements AutoCloseable {
    static final String PASSWORD = "database-password";
    private static final int DATA_API = 8439;
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Network network = Network.newNetwork();
    private final KafkaContainer kafka;
    private final LocalStackContainer localStack;
    private final GenericContainer<?> redshift;
    private final WorkerContainer worker;

    private Containers(String sql) {
        kafka = new KafkaContainer(Images.kafka())
                .withNetwork(network)
                .withListener("kafka:19092")
                // Lets the worker choose a session short enough for a killed one to be missed soon.
                .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
                .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "500")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "1");
        localStack = new LocalStackContainer(Images.localStack())
                .withNetwork(network)
                .withNetworkAliases("localstack")
                .withServices("s3", "sts", "secretsmanager");
        redshift = new GenericContainer<>(redshiftImage())
                .withNetwork(network)
                .withNetworkAliases("redshift")
                .withExposedPorts(DATA_API)
                .withCopyToContainer(Transferable.of(sql), "/opt/redshift/rows.sql")
                .withCommand(
                        "s3.endpoint=http://localstack:4566",
                        "sql=/opt/redshift/rows.sql",
                        "database.user=analyst",
                        "database.password=" + PASSWORD,
                        "database.tls=redshift")
                .waitingFor(Wait.forLogMessage("Ready\\.\\n", 1).withStartupTimeout(START_LIMIT))
                .dependsOn(localStack);
        worker = new WorkerContainer(workerImage(), network, kafka);
        onLoopback(kafka, 9092);
        onLoopback(localStack, 4566);
        onLoopback(redshift, DATA_API);
        onLoopback(worker.container(), WorkerContainer.REST);
    }

    /** Starts all of them; the local Redshift runs {@code sql} first. */
    static Containers start(String sql) {
        Containers containers = new Containers(sql);
        try {
            Startables.deepStart(containers.all()).join();
        } catch (RuntimeException | Error failure) {
            containers.close();
            throw failure;
        }
        return containers;
    }

    String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    LocalStackContainer localStack() {
        return localStack;
    }

    /** The Data API, and what tests ask of the local Redshift, from outside. */
    URI redshift() {
        return URI.create("http://127.0.0.1:" + redshift.getMappedPort(DATA_API));
    }

    WorkerContainer worker() {
        return worker;
    }

    /** Addresses of this machine that ports of the containers are published on. */
    List<String> publishedOn() {
        return all().map(container -> container
                        .getCurrentContainerInfo()
                        .getNetworkSettings()
                        .getPorts()
                        .getBindings())
                .flatMap(bindings -> bindings.values().stream())
                .filter(bindings -> bindings != null)
                .flatMap(Arrays::stream)
                .map(Ports.Binding::getHostIp)
                .distinct()
                .toList();
    }

    private Stream<GenericContainer<?>> all() {
        return Stream.of(kafka, localStack, redshift, worker.container());
    }

    /** Testcontainers would publish on all interfaces. */
    private static void onLoopback(GenericContainer<?> container, int port) {
        PortBinding binding = new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port));
        container.withCreateContainerCmdModifier(
                create -> create.getHostConfig().withPortBindings(binding));
    }

    private static ImageFromDockerfile redshiftImage() {
        return image("redshift.Dockerfile", "target/docker/redshift", "target/classes", "target/test-classes")
                .withBuildArg("JAVA_IMAGE", Images.java().asCanonicalNameString());
    }

    private static ImageFromDockerfile workerImage() {
        String version = System.getProperty("plugin.version");
        return image(
                        "connect.Dockerfile",
                        "target/connectredshift-kafka-connect-redshift-source-%s.tar.gz".formatted(version))
                .withBuildArg("KAFKA_IMAGE", Images.kafka().asCanonicalNameString())
                .withBuildArg("VERSION", version);
    }

    private static ImageFromDockerfile image(String dockerfile, String... files) {
        Path project = Images.project();
        ImageFromDockerfile image = new ImageFromDockerfile();
        image.withFileFromPath("Dockerfile", project.resolve("docker").resolve(dockerfile));
        for (String file : files) {
            image.withFileFromPath(file, project.resolve(file));
        }
        return image;
    }

    @Override
    public void close() {
        all().parallel().forEach(GenericContainer::stop);
        network.close();
    }
}
