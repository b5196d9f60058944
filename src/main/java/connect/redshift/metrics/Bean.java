// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import java.util.List;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;

/** One source's figures as the attributes of an MBean, which can only be read. */
final class Bean<S> implements DynamicMBean {
    private final List<Metric<S>> metrics;
    private final S source;

    Bean(List<Metric<S>> metrics, S source) {
        this.metrics = List.copyOf(metrics);
        this.source = source;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        return value(name).orElseThrow(() -> new AttributeNotFoundException(name));
    }

    private Optional<Object> value(String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .map(metric -> metric.value().apply(source));
    }

    /** As JMX has it, what is not there is missing in the answer. */
    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList found = new AttributeList();
        for (String name : names) {
            value(name).ifPresent(value -> found.add(new Attribute(name, value)));
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " can only be read");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String operation, Object[] arguments, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(operation));
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = metrics.stream()
                .map(metric -> new MBeanAttributeInfo(
                        metric.name(), metric.type().getName(), metric.description(), true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(Bean.class.getName(), "Redshift source connector", attributes, null, null, null);
    }
}
