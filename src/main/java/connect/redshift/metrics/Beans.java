// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MBeans of our own, for workers before Kafka 4.1: {@code connect.redshift:type=task} and {@code type=table}. A task
 * that is started while its predecessor still hangs takes the names over, and the predecessor's end then leaves them.
 */
final class Beans implements MetricPlace {
    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);
    private static final String DOMAIN = "connect.redshift";
    /** Who registered what last, in this plugin; an MBean server does not tell. */
    private static final ConcurrentMap<ObjectName, Beans> OWNERS = new ConcurrentHashMap<>();

    private final MBeanServer server;
    private final PublishedMetrics.Subject subject;
    private final List<ObjectName> names = new ArrayList<>();

    Beans(MBeanServer server, PublishedMetrics.Subject subject) {
        this.server = server;
        this.subject = subject;
    }

    @Override
    public <S> void put(Map<String, String> tags, List<Metric<S>> metrics, S source) {
        ObjectName name = name(tags);
        OWNERS.compute(name, (key, earlier) -> {
            register(key, new Bean<>(metrics, source));
            return this;
        });
        names.add(name);
    }

    private void register(ObjectName name, Bean<?> bean) {
        try {
            try {
                server.registerMBean(bean, name);
            } catch (InstanceAlreadyExistsException hanging) {
                unregister(name);
                server.registerMBean(bean, name);
            }
        } catch (JMException failure) {
            throw new IllegalStateException("%s cannot be registered".formatted(name), failure);
        }
    }

    private void unregister(ObjectName name) throws JMException {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            LOG.trace("somebody else was quicker", gone);
        }
    }

    private ObjectName name(Map<String, String> tags) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("type", tags.isEmpty() ? "task" : "table");
        keys.put("connector", ObjectName.quote(subject.connector()));
        keys.put("task", Integer.toString(subject.task()));
        tags.forEach((key, value) -> keys.put(key, ObjectName.quote(value)));
        StringBuilder name = new StringBuilder(DOMAIN);
        keys.forEach((key, value) -> name.append(name.length() == DOMAIN.length() ? ':' : ',')
                .append(key)
                .append('=')
                .append(value));
        try {
            return new ObjectName(name.toString());
        } catch (JMException impossible) {
            throw new IllegalArgumentException(name + " is no name of an MBean", impossible);
        }
    }

    @Override
    public void clear() {
        for (ObjectName name : names) {
            OWNERS.computeIfPresent(name, (key, owner) -> {
                if (owner != this) {
                    return owner;
                }
                try {
                    unregister(key);
                } catch (JMException failure) {
                    throw new IllegalStateException("%s cannot be unregistered".formatted(key), failure);
                }
                return null;
            });
        }
        names.clear();
    }

    @Override
    public String where() {
        return DOMAIN + ":type=*";
    }
}
