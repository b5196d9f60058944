// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsClients;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.rows.ByteBudget;
import connect.redshift.stream.TableStatus;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PublishedMetricsTest {
    private static final Callable<Object> OLD_WORKER = () -> {
        throw new NoSuchMethodError("pluginMetrics");
    };

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final AwsClients clients = AwsClients.build(
            new AwsAccess(
                    Optional.of("eu-central-1"),
                    AwsAccess.Callers.both(AwsIdentity.of(
                            new AwsIdentity.Source.StaticKeys("AKIAEXAMPLE", "secret", Optional.empty()))),
                    AwsAccess.Endpoints.PUBLIC,
                    AwsAccess.Network.DEFAULT,
                    new AwsAccess.S3Access(Optional.empty(), Optional.empty(), false)),
            1);
    private final TableStatus status = status("public.orders");

    @AfterEach
    void close() {
        clients.close();
    }

    private static TableStatus status(String table) {
        return new TableStatus(table, ZoneOffset.UTC, Clock.systemUTC());
    }

    private static SourceTaskContext context(Callable<Object> pluginMetrics) {
        return (SourceTaskContext) Proxy.newProxyInstance(
                PublishedMetricsTest.class.getClassLoader(),
                new Class<?>[] {SourceTaskContext.class},
                (proxy, method, arguments) -> pluginMetrics.call());
    }

    private PublishedMetrics publish(Callable<Object> pluginMetrics, String connector, TableStatus... tables) {
        return PublishedMetrics.publish(
                context(pluginMetrics),
                new PublishedMetrics.Subject(connector, 3),
                new TaskFigures(List.of(tables), new ByteBudget(1_000), clients.calls()));
    }

    private Set<ObjectName> beans(String pattern) throws JMException {
        return server.queryNames(new ObjectName(pattern), null);
    }

    @Test
    void workersWithoutAPlaceForMetricsGetBeans() throws JMException {
        List<Callable<Object>> workers = List.of(
                OLD_WORKER,
                () -> {
                    throw new NoClassDefFoundError("org/apache/kafka/common/metrics/PluginMetrics");
                },
                () -> {
                    throw new AbstractMethodError("pluginMetrics");
                },
                () -> null);
        for (Callable<Object> worker : workers) {
            try (PublishedMetrics published = publish(worker, "fallback", status)) {
                assertThat(published.where()).isEqualTo("connect.redshift:type=*");
                ObjectName table = new ObjectName(
                        "connect.redshift:type=table,connector=\"fallback\",task=3,table=\"public.orders\"");
                status.statement();
                assertThat(server.getAttribute(table, "statements-total")).isEqualTo(status.statements());
                assertThat(server.getAttribute(table, "state")).isEqualTo("IDLE");
                assertThat(server.getAttribute(table, "lag-ms")).isEqualTo(-1L);
                ObjectName task = new ObjectName("connect.redshift:type=task,connector=\"fallback\",task=3");
                assertThat(server.getAttribute(task, "tables")).isEqualTo(1L);
                assertThat(server.getAttribute(task, "queue-bytes-limit")).isEqualTo(1_000L);
                assertThat(server.getAttribute(task, "data-api-execute-calls-total"))
                        .isEqualTo(0L);
            }
            assertThat(beans("connect.redshift:connector=\"fallback\",*")).isEmpty();
        }
    }

    @Test
    void beansTellWhatTheyAreAndCanOnlyBeRead() throws JMException {
        try (PublishedMetrics published = publish(OLD_WORKER, "read", status)) {
            assertThat(published.where()).isNotEmpty();
            ObjectName name = beans("connect.redshift:type=table,connector=\"read\",*")
                    .iterator()
                    .next();
            MBeanAttributeInfo[] attributes = server.getMBeanInfo(name).getAttributes();
            assertThat(attributes).hasSameSizeAs(TableMetrics.ALL);
            for (MBeanAttributeInfo attribute : attributes) {
                assertThat(attribute.isWritable()).isFalse();
                assertThat(server.getAttribute(name, attribute.getName())
                                .getClass()
                                .getName())
                        .isEqualTo(attribute.getType());
            }
            assertThat(server.getAttributes(name, new String[] {"state", "none"})
                            .asList())
                    .containsExactly(new Attribute("state", "IDLE"));
            assertThatThrownBy(() -> server.setAttribute(name, new Attribute("state", "OVER")))
                    .isInstanceOf(AttributeNotFoundException.class);
        }
    }

    /** Quoted identifiers may hold anything, and ObjectName takes a few characters for patterns. */
    @Test
    void anyNameOfATableOrConnectorIsTaken() throws JMException {
        String[] tables = {"a\"b.c,d=e:f", "*?.\\", "ü.\n", "s. t "};
        TableStatus[] statuses =
                Arrays.stream(tables).map(PublishedMetricsTest::status).toArray(TableStatus[]::new);
        try (PublishedMetrics published = publish(OLD_WORKER, "odd, \"*=:?\\ name", statuses)) {
            assertThat(published.where()).startsWith("connect.redshift");
            assertThat(beans("connect.redshift:type=table,*").stream()
                            .map(name -> ObjectName.unquote(name.getKeyProperty("table"))))
                    .containsExactlyInAnyOrder(tables);
        }
    }

    /** Connect gives a hanging task up and starts another, whose names the first one still has. */
    @Test
    void aSecondStartTakesOverAndTheFirstOnesEndLeavesIt() throws JMException {
        PublishedMetrics hanging = publish(OLD_WORKER, "twice", status);
        TableStatus newer = status("public.orders");
        PublishedMetrics next = publish(OLD_WORKER, "twice", newer);
        newer.statement();
        hanging.close();
        ObjectName name =
                new ObjectName("connect.redshift:type=table,connector=\"twice\",task=3,table=\"public.orders\"");
        assertThat(server.getAttribute(name, "statements-total")).isEqualTo(1L);
        next.close();
        next.close();
        assertThat(beans("connect.redshift:connector=\"twice\",*")).isEmpty();
    }

    /** With Kafka's own metrics and JMX reporter, as a worker since 4.1 has them. */
    @Test
    void aWorkerThatTakesMetricsGetsAllOfThemTextsToo() throws Exception {
        try (Metrics metrics = kafkaMetrics();
                PluginMetricsImpl lent = lent(metrics)) {
            PublishedMetrics published = publish(() -> lent, "orders", status);
            assertThat(published.where()).isEqualTo("kafka.connect:type=plugins");
            status.statement();
            ObjectName table = new ObjectName("kafka.connect:type=plugins,connector=orders,task=0,table=public.orders");
            assertThat(server.getAttribute(table, "state")).isEqualTo("IDLE");
            assertThat(server.getAttribute(table, "statements-total")).isEqualTo(1L);
            assertThat(names(table))
                    .isEqualTo(TableMetrics.ALL.stream().map(Metric::name).collect(Collectors.toSet()));
            ObjectName task = new ObjectName("kafka.connect:type=plugins,connector=orders,task=0");
            assertThat(names(task))
                    .isEqualTo(TaskMetrics.ALL.stream().map(Metric::name).collect(Collectors.toSet()));
            assertThat(beans("connect.redshift:*")).isEmpty();

            published.close();
            assertThat(beans("kafka.connect:type=plugins,*")).isEmpty();
            published.close();
        }
    }

    /** A worker takes each name once; the task goes on, and its figures are elsewhere. */
    @Test
    void namesThatTheWorkerRefusesAreBeans() throws Exception {
        try (Metrics metrics = kafkaMetrics();
                PluginMetricsImpl first = lent(metrics);
                PluginMetricsImpl second = lent(metrics)) {
            try (PublishedMetrics hanging = publish(() -> first, "orders", status);
                    PublishedMetrics next = publish(() -> second, "orders", status)) {
                assertThat(hanging.where()).startsWith("kafka.connect");
                assertThat(next.where()).startsWith("connect.redshift");
                assertThat(beans("connect.redshift:*")).hasSize(2);
                assertThat(beans("kafka.connect:type=plugins,*")).hasSize(2);
            }
            assertThat(beans("connect.redshift:*")).isEmpty();
        }
    }

    /** Connect may have closed what it lent before it stops the task. */
    @Test
    void closingAfterTheWorkerDidIsHarmless() throws Exception {
        try (Metrics metrics = kafkaMetrics()) {
            PluginMetricsImpl lent = lent(metrics);
            PublishedMetrics published = publish(() -> lent, "orders", status);
            lent.close();
            published.close();
            assertThat(beans("kafka.connect:type=plugins,*")).isEmpty();
        }
    }

    @Test
    void noNameIsThereTwice() {
        assertThat(TableMetrics.ALL.stream().map(Metric::name)).doesNotHaveDuplicates();
        assertThat(TaskMetrics.ALL.stream().map(Metric::name)).doesNotHaveDuplicates();
    }

    private static Metrics kafkaMetrics() {
        return new Metrics(
                new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("kafka.connect"));
    }

    private static PluginMetricsImpl lent(Metrics metrics) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", "orders");
        tags.put("task", "0");
        return new PluginMetricsImpl(metrics, tags);
    }

    private Set<String> names(ObjectName bean) throws JMException {
        return Arrays.stream(server.getMBeanInfo(bean).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .collect(Collectors.toSet());
    }
}
