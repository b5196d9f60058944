// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is still open when this JVM ends, closed newest first: workers before their broker. */
final class AtExit {
    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "close-child-jvms"));
    }

    private AtExit() {}

    static void close(AutoCloseable resource) {
        synchronized (OPEN) {
            OPEN.push(resource);
        }
    }

    static void forget(AutoCloseable resource) {
        synchronized (OPEN) {
            OPEN.remove(resource);
        }
    }

    private static void closeAll() {
        Deque<AutoCloseable> left;
        synchronized (OPEN) {
            left = new ArrayDeque<>(OPEN);
        }
        for (AutoCloseable resource : left) {
            try {
                resource.close();
            } catch (Exception failure) {
                System.err.println("Closing " + resource + " failed: " + failure);
            }
        }
    }
}
