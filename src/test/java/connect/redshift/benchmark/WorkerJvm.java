// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A worker's process as it is measured: its CPU time from outside, its memory over one JMX connection kept open. */
final class WorkerJvm implements AutoCloseable {
    private final ProcessHandle process;
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private WorkerJvm(ProcessHandle process, JMXConnector connector) throws IOException {
        this.process = process;
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    @SuppressWarnings("BanJNDI") // The other end is our own child on this machine.
    static WorkerJvm of(long pid) {
        try {
            VirtualMachine attached = VirtualMachine.attach(Long.toString(pid));
            try {
                var address = new JMXServiceURL(attached.startLocalManagementAgent());
                return new WorkerJvm(ProcessHandle.of(pid).orElseThrow(), JMXConnectorFactory.connect(address));
            } finally {
                attached.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All threads' time on a processor since the process began, the collector's and the compiler's too. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Bytes that the threads which are alive have allocated. */
    long allocated() {
        long[] threads = (long[]) attribute("java.lang:type=Threading", "AllThreadIds");
        long[] bytes = (long[])
                call("java.lang:type=Threading", "getThreadAllocatedBytes", new Object[] {threads}, new String[] {
                    long[].class.getName()
                });
        // A thread that has ended in between has -1.
        return Arrays.stream(bytes).filter(one -> one > 0).sum();
    }

    /** Bytes of the heap that are in use after a full collection. */
    long live() {
        call("java.lang:type=Memory", "gc", new Object[0], new String[0]);
        return (Long) ((CompositeData) attribute("java.lang:type=Memory", "HeapMemoryUsage")).get("used");
    }

    void startRecording() {
        command("jfrStart", "name=benchmark", "settings=profile");
    }

    void endRecording(Path file) {
        command("jfrStop", "name=benchmark", "filename=" + file.toAbsolutePath());
    }

    private void command(String name, String... arguments) {
        call("com.sun.management:type=DiagnosticCommand", name, new Object[] {arguments}, new String[] {
            String[].class.getName()
        });
    }

    private Object attribute(String bean, String name) {
        try {
            return beans.getAttribute(new ObjectName(bean), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JMException e) {
            throw new IllegalArgumentException("%s %s".formatted(bean, name), e);
        }
    }

    private Object call(String bean, String operation, Object[] arguments, String[] types) {
        try {
            return beans.invoke(new ObjectName(bean), operation, arguments, types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JMException e) {
            throw new IllegalArgumentException("%s %s".formatted(bean, operation), e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
