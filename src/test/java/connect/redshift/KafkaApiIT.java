// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import connect.redshift.testing.Reference;
import connect.redshift.worker.KafkaRuntime;
import connect.redshift.worker.PluginZip;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What our classes ask of Kafka, as they were compiled, is there in the oldest Kafka that they run on, and public. They
 * are compiled against a newer one, and what is missing shows only when it is reached: a call fails, an overriding method
 * is never called. The one class that asks for more is WorkerMetrics, which says what is done without.
 */
final class KafkaApiIT {
    private static final String KAFKA = "org.apache.kafka.";
    private static final String OLDEST = "3.6.2";

    @TempDir
    private static Path temp;

    private static Path plugin;

    @BeforeAll
    static void unpack() {
        plugin = PluginZip.fromSystemProperties().unpack(temp.resolve("plugin"));
    }

    /** Equal, not merely contained: a check that sees nothing would not see these either. */
    @Test
    void theOldestKafkaHasAllButTheMetricsThatNewerWorkersLend() throws Exception {
        try (URLClassLoader oldest = worker(OLDEST)) {
            String metrics = "org.apache.kafka.common.metrics.PluginMetrics";
            String name = "org.apache.kafka.common.MetricName";
            String value = "org.apache.kafka.common.metrics.MetricValueProvider";
            String text = "java.lang.String";
            assertThat(absent(oldest))
                    .containsExactlyInAnyOrder(
                            "metrics.WorkerMetrics: " + metrics,
                            "metrics.WorkerMetrics: org.apache.kafka.connect.source.SourceTaskContext.pluginMetrics()"
                                    + metrics,
                            "metrics.WorkerMetrics: %s.metricName(%s,%s,java.util.LinkedHashMap)%s"
                                    .formatted(metrics, text, text, name),
                            "metrics.WorkerMetrics: %s.addMetric(%s,%s)void".formatted(metrics, name, value),
                            "metrics.WorkerMetrics: %s.removeMetric(%s)void".formatted(metrics, name));
        }
    }

    @Test
    void theNewestKafkaHasAll() throws Exception {
        try (URLClassLoader newest = worker(System.getProperty("kafka.it.version"))) {
            assertThat(absent(newest)).isEmpty();
            assertThat(Reference.to(KAFKA)).hasSizeGreaterThan(500);
        }
    }

    /** A method that overrides one of newer Kafka's only is never called by an older worker. */
    @Test
    void whatWeOverrideIsThereInTheOldestKafka() throws Exception {
        try (URLClassLoader oldest = worker(OLDEST)) {
            Set<String> there = overriding(oldest);
            assertThat(there)
                    .contains(
                            "RedshiftSourceTask.poll()java.util.List",
                            "RedshiftSourceConnector.alterOffsets(java.util.Map,java.util.Map)boolean");
            assertThat(overriding(KafkaApiIT.class.getClassLoader())).isEqualTo(there);
        }
    }

    /** The other way round: a method that older Kafka calls and newer Kafka no longer has. */
    @Test
    void nothingThatTheOldestKafkaCallsIsLeftOut() throws Exception {
        try (URLClassLoader oldest = worker(OLDEST)) {
            assertThat(Reference.heirs(KAFKA)).isNotEmpty();
            for (JavaClass ours : Reference.heirs(KAFKA)) {
                Class<?> type = Class.forName(ours.getName(), false, oldest);
                if (!Modifier.isAbstract(type.getModifiers())) {
                    assertThat(Arrays.stream(type.getMethods())
                                    .filter(method -> Modifier.isAbstract(method.getModifiers())))
                            .as(ours.getName())
                            .isEmpty();
                }
            }
        }
    }

    /** By the marks of KIP-1265: a class, or the nearest one around it that has any mark. */
    @Test
    void onlyPublicClassesOfKafkasAreUsed() throws Exception {
        try (URLClassLoader marked = Reference.jars(Path.of(System.getProperty("api.it.libs")))) {
            assertThat(isPublic("org.apache.kafka.connect.data.Schema$Type", marked))
                    .isTrue();
            assertThat(isPublic("org.apache.kafka.common.utils.Utils", marked)).isFalse();
            Set<String> used = Reference.to(KAFKA).stream()
                    .map(Reference::owner)
                    .filter(owner -> owner.startsWith(KAFKA))
                    .collect(Collectors.toSet());
            assertThat(used).hasSizeGreaterThan(20);
            for (String name : used) {
                assertThat(isPublic(name, marked)).as(name).isTrue();
            }
        }
    }

    private static boolean isPublic(String name, ClassLoader marked) throws ClassNotFoundException {
        String audience = "org.apache.kafka.common.annotation.InterfaceAudience$";
        for (Class<?> type = Class.forName(name, false, marked); type != null; type = type.getEnclosingClass()) {
            for (Annotation mark : type.getAnnotations()) {
                String kind = mark.annotationType().getName();
                if (kind.startsWith(audience)) {
                    return kind.equals(audience + "Public");
                }
            }
        }
        return false;
    }

    /** The zip's jars and those of a worker of {@code version}, and nothing of the tests' class path. */
    private static URLClassLoader worker(String version) throws IOException {
        return Reference.jars(
                plugin.resolve("lib"),
                KafkaRuntime.fromSystemProperties().version(version).libs());
    }

    private static Set<String> absent(ClassLoader loader) {
        return Reference.to(KAFKA).stream()
                .filter(reference -> !reference.isIn(loader))
                .map(Reference::toString)
                .collect(Collectors.toSet());
    }

    private static Set<String> overriding(ClassLoader loader) throws ClassNotFoundException {
        Set<String> found = new TreeSet<>();
        for (JavaClass ours : Reference.heirs(KAFKA)) {
            Class<?> type = Class.forName(ours.getName(), false, loader);
            for (Method method : type.getDeclaredMethods()) {
                if (isKafkas(type, method)) {
                    found.add(Reference.name(ours) + "." + Reference.signature(method));
                }
            }
        }
        return found;
    }

    private static boolean isKafkas(Class<?> type, Method method) {
        Stream<Class<?>> kafkas =
                Reference.above(type).filter(each -> each.getName().startsWith(KAFKA));
        return !Modifier.isStatic(method.getModifiers())
                && kafkas.anyMatch(each -> Reference.declares(each, Reference.signature(method)));
    }
}
