// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a worker runs. Workers with the same {@code group} share their connectors, offsets and topics. {@code properties}
 * are worker properties that win over everything else here, but for {@code plugin.path}, which adds folders.
 */
public record WorkerSettings(
        String group,
        Jvm jvm,
        Map<String, String> properties,
        PluginZip plugin,
        Optional<AvroConverterPlugin> avroConverter) {
    public WorkerSettings {
        properties = Map.copyOf(properties);
    }

    /**
     * The worker's process: heap, further JVM options, environment variables beside those of this process, the Java
     * that it runs on, and Kafka's jars, empty for the broker's.
     */
    public record Jvm(
            String maxHeap,
            List<String> options,
            Map<String, String> environment,
            Path javaHome,
            Optional<KafkaRuntime> kafka) {
        public Jvm {
            options = List.copyOf(options);
            environment = Map.copyOf(environment);
        }
    }

    /** Exactly-once on, offsets stored every second, 512 MB of heap, the zip of this build. */
    public static WorkerSettings group(String group) {
        return new WorkerSettings(
                        group,
                        new Jvm("512m", List.of(), Map.of(), Jdk.own().home(), Optional.empty()),
                        Map.of(),
                        PluginZip.fromSystemProperties(),
                        Optional.empty())
                .exactlyOnce(true)
                .offsetFlush(Duration.ofSeconds(1));
    }

    public WorkerSettings exactlyOnce(boolean enabled) {
        return with("exactly.once.source.support", enabled ? "enabled" : "disabled");
    }

    public WorkerSettings offsetFlush(Duration interval) {
        return with("offset.flush.interval.ms", Long.toString(interval.toMillis()));
    }

    public WorkerSettings maxHeap(String size) {
        return with(new Jvm(size, jvm.options(), jvm.environment(), jvm.javaHome(), jvm.kafka()));
    }

    /** Further JVM options, such as {@code -Daws.region=…}. */
    public WorkerSettings options(String... jvmOptions) {
        return with(new Jvm(jvm.maxHeap(), List.of(jvmOptions), jvm.environment(), jvm.javaHome(), jvm.kafka()));
    }

    /** What {@code ${env:…}} in a connector's settings finds. */
    public WorkerSettings environment(Map<String, String> variables) {
        return with(new Jvm(jvm.maxHeap(), jvm.options(), variables, jvm.javaHome(), jvm.kafka()));
    }

    /** Runs on these jars instead of the broker's. */
    WorkerSettings on(KafkaRuntime kafka) {
        return with(new Jvm(jvm.maxHeap(), jvm.options(), jvm.environment(), jvm.javaHome(), Optional.of(kafka)));
    }

    WorkerSettings on(Jdk jdk) {
        return with(new Jvm(jvm.maxHeap(), jvm.options(), jvm.environment(), jdk.home(), jvm.kafka()));
    }

    /** Puts the Avro converter on {@code plugin.path}; a connector uses it with {@link SchemaRegistry#converters}. */
    public WorkerSettings withAvro() {
        var converter = Optional.of(RegistryRuntime.fromSystemProperties().converter());
        return new WorkerSettings(group, jvm, properties, plugin, converter);
    }

    public WorkerSettings with(String key, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(key, value);
        return new WorkerSettings(group, jvm, more, plugin, avroConverter);
    }

    private WorkerSettings with(Jvm other) {
        return new WorkerSettings(group, other, properties, plugin, avroConverter);
    }

    /** The topic in which workers of this group store source offsets. */
    public String offsetsTopic() {
        return group + "-offsets";
    }

    Map<String, String> workerProperties(String bootstrapServers, int port, String pluginPath) {
        Map<String, String> all = new TreeMap<>();
        all.put("bootstrap.servers", bootstrapServers);
        all.put("group.id", group);
        for (String topic : List.of("config", "offset", "status")) {
            all.put(topic + ".storage.topic", group + "-" + topic + "s");
            all.put(topic + ".storage.replication.factor", "1");
        }
        all.put("offset.storage.partitions", "1");
        all.put("status.storage.partitions", "1");
        all.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        all.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        all.put("listeners", "http://127.0.0.1:" + port);
        all.put("rest.advertised.host.name", "127.0.0.1");
        all.put("rest.advertised.port", Integer.toString(port));
        all.put("plugin.discovery", "service_load");
        all.put("config.providers", "env");
        all.put("config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
        all.put("scheduled.rebalance.max.delay.ms", "0");
        // A killed worker must be missed before the group goes on without it.
        all.put("session.timeout.ms", "4000");
        all.put("heartbeat.interval.ms", "1000");
        all.putAll(properties);
        all.merge("plugin.path", pluginPath, (more, own) -> own + "," + more);
        return all;
    }
}
