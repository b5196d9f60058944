// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;

/** What a sink's worker does: a record's bytes become Connect's structs again, by a pair of converters in this JVM. */
final class SinkConverters {
    private final Converter key;
    private final Converter value;

    private SinkConverters(Converter key, Converter value) {
        this.key = key;
        this.value = value;
    }

    /** JsonConverter with schemas, its default. */
    static SinkConverters json() {
        Converter key = new JsonConverter();
        key.configure(Map.of("schemas.enable", "true"), true);
        Converter value = new JsonConverter();
        value.configure(Map.of("schemas.enable", "true"), false);
        return new SinkConverters(key, value);
    }

    static SinkConverters avro(SchemaRegistry registry) {
        return avro(registry.converters());
    }

    /** The Avro converter from its own jars, apart from the Avro of the tests. */
    static SinkConverters avro(Map<String, String> settings) {
        ClassLoader plugin = new URLClassLoader(
                "avro-converter",
                jars(RegistryRuntime.fromSystemProperties().converter().jars()),
                new WorkerApi());
        return new SinkConverters(avro(plugin, settings, "key.converter."), avro(plugin, settings, "value.converter."));
    }

    Struct key(ConsumerRecord<byte[], byte[]> source) {
        return (Struct) key.toConnectData(source.topic(), source.headers(), source.key())
                .value();
    }

    Struct value(ConsumerRecord<byte[], byte[]> source) {
        return (Struct) value.toConnectData(source.topic(), source.headers(), source.value())
                .value();
    }

    private static Converter avro(ClassLoader plugin, Map<String, String> settings, String prefix) {
        Map<String, String> own = settings.entrySet().stream()
                .filter(setting -> setting.getKey().startsWith(prefix))
                .collect(Collectors.toMap(setting -> setting.getKey().substring(prefix.length()), Map.Entry::getValue));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // As a worker does it: the converter looks for its HTTP client there.
        thread.setContextClassLoader(plugin);
        try {
            Converter converter = (Converter)
                    plugin.loadClass(AvroConverterPlugin.CLASS).getConstructor().newInstance();
            converter.configure(own, prefix.startsWith("key"));
            return converter;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The Avro converter cannot be made", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] jars(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(SinkConverters::url).toArray(URL[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the tests' class path only what a worker lends its plugins. */
    private static final class WorkerApi extends ClassLoader {
        WorkerApi() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.apache.kafka.") || name.startsWith("org.slf4j.")) {
                return SinkConverters.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
