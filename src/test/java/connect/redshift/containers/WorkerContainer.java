// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import connect.redshift.worker.Await;
import connect.redshift.worker.ConnectRest;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Future;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.kafka.KafkaContainer;

/** A Connect worker of {@code docker/connect.Dockerfile} with the settings of {@code docker/}, which may be killed. */
final class WorkerContainer {
    static final int REST = 8083;
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final GenericContainer<?> container;

    WorkerContainer(Future<String> image, Network network, KafkaContainer kafka) {
        container = new GenericContainer<>(image)
                .withNetwork(network)
                .withNetworkAliases("connect")
                .withExposedPorts(REST)
                .withEnv("KAFKA_HEAP_OPTS", "-Xms128m -Xmx512m")
                .withCopyToContainer(Transferable.of(properties()), "/opt/kafka/config/connect-distributed.properties")
                .waitingFor(Wait.forHttp("/connectors").forStatusCode(200).withStartupTimeout(START_LIMIT))
                .dependsOn(kafka);
    }

    /** The file that compose.yaml uses, with JSON instead of a registry, and shorter times for a worker that dies. */
    private static String properties() {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Images.project().resolve("docker/connect-distributed.properties"))) {
            properties.load(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        properties.keySet().removeIf(key -> key.toString().contains("apicurio"));
        properties.setProperty("bootstrap.servers", "kafka:19092");
        for (String converter : new String[] {"key.converter", "value.converter"}) {
            properties.setProperty(converter, "org.apache.kafka.connect.json.JsonConverter");
            properties.setProperty(converter + ".schemas.enable", "false");
        }
        properties.setProperty("offset.flush.interval.ms", "1000");
        properties.setProperty("scheduled.rebalance.max.delay.ms", "0");
        properties.setProperty("session.timeout.ms", "4000");
        properties.setProperty("heartbeat.interval.ms", "1000");
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    GenericContainer<?> container() {
        return container;
    }

    /** Its REST interface, at the port where Docker publishes it since its last start. */
    ConnectRest rest() {
        String port = docker().inspectContainerCmd(container.getContainerId())
                .exec()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(REST))[0]
                .getHostPortSpec();
        return new ConnectRest(URI.create("http://127.0.0.1:" + port));
    }

    String logText() {
        return container.getLogs();
    }

    /** SIGKILL. */
    void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    /** Starts the same container again; returns when the worker answers. */
    void restart() {
        docker().startContainerCmd(container.getContainerId()).exec();
        ConnectRest rest = rest();
        Await.until("the worker to answer again", START_LIMIT, rest::isReady);
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }
}
