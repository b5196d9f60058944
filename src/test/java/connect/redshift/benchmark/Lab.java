// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.emulator.Settings;
import connect.redshift.worker.ConnectWorker;
import connect.redshift.worker.KafkaBroker;
import connect.redshift.worker.KafkaRuntime;
import connect.redshift.worker.RegistryRuntime;
import connect.redshift.worker.SchemaRegistry;
import connect.redshift.worker.Stack;
import connect.redshift.worker.TempFolder;
import connect.redshift.worker.WorkerSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Everything that stands around a measured worker, in processes of its own or in this one. */
final class Lab implements AutoCloseable {
    static final String SCHEMA = "b";

    private final TempFolder plugins = TempFolder.create("benchmark-plugins");
    private final Stack stack = Stack.start(Settings.Parts.large());
    private final KafkaBroker broker = KafkaBroker.start(KafkaRuntime.fromSystemProperties());
    private final SchemaRegistry registry = SchemaRegistry.start(RegistryRuntime.fromSystemProperties());
    private final Set<String> begun = new HashSet<>();
    private int prefixes;

    Lab() {
        Plugins.install(plugins.path());
        stack.redshift().execute("CREATE SCHEMA " + SCHEMA);
    }

    Stack stack() {
        return stack;
    }

    /** With the collector that Kafka's own scripts choose, and at-least-once, which costs the framework least. */
    ConnectWorker worker(String maxHeap) {
        return ConnectWorker.start(
                broker,
                WorkerSettings.group("benchmark")
                        .exactlyOnce(false)
                        .withAvro()
                        .maxHeap(maxHeap)
                        .with("plugin.path", plugins.path().toString())
                        .options(
                                "-XX:-UseSerialGC",
                                "-XX:+UseG1GC",
                                "-XX:MaxGCPauseMillis=20",
                                "-XX:InitiatingHeapOccupancyPercent=35",
                                "-XX:TieredStopAtLevel=4",
                                "-Duser.timezone=UTC"));
    }

    /** The converters' settings, and those of a producer that is to be fast. */
    Map<String, String> writing(String converter) {
        Map<String, String> settings = new HashMap<>();
        settings.put("producer.override.batch.size", Integer.toString(128 << 10));
        settings.put("producer.override.linger.ms", "5");
        if (converter.equals("avro")) {
            settings.putAll(registry.converters());
        } else {
            for (String part : List.of("key", "value")) {
                settings.put(part + ".converter", "org.apache.kafka.connect.json.JsonConverter");
                settings.put(part + ".converter.schemas.enable", "false");
            }
        }
        return settings;
    }

    /** Lets a contestant fill topics that are its alone and gone afterwards. */
    <R> R stream(ConnectWorker worker, WorkerJvm jvm, Contestant contestant, String converter, Measure<R> measure) {
        String prefix = "r" + ++prefixes;
        List<String> topics = contestant.topics(prefix);
        try (Admin admin = broker.admin();
                Meter meter = new Meter(broker, jvm, topics)) {
            // What was measured is deleted at once: all runs together would fill a disk.
            admin.createTopics(topics.stream()
                            .map(topic ->
                                    new NewTopic(topic, 1, (short) 1).configs(Map.of("file.delete.delay.ms", "1000")))
                            .toList())
                    .all()
                    .get();
            boolean again = !begun.add(contestant.name());
            contestant.begin(worker.rest(), stack, prefix, writing(converter), again);
            R result = measure.of(meter);
            contestant.end(worker.rest());
            admin.deleteTopics(topics).all().get();
            return result;
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** What is done while a contestant fills its topics. */
    interface Measure<R> {
        R of(Meter meter);
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
        stack.close();
        plugins.close();
    }
}
