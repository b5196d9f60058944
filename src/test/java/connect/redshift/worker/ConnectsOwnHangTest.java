// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With stacks as jcmd prints them, shortened. */
final class ConnectsOwnHangTest {
    private static final String WAITING =
            """
            "connect-shutdown-hook" #27 prio=5 in Object.wait()
               java.lang.Thread.State: WAITING (on object monitor)
            \tat java.lang.Object.wait(java.base@17.0.15/Native Method)
            \tat org.eclipse.jetty.util.thread.QueuedThreadPool.join(QueuedThreadPool.java:618)
            \tat org.eclipse.jetty.server.Server.join(Server.java:738)
            \tat org.apache.kafka.connect.runtime.rest.RestServer.stop(RestServer.java:379)
            \tat org.apache.kafka.connect.runtime.Connect.stop(Connect.java:92)

            """;
    private static final String IDLE =
            """
            "qtp1-50" #50 prio=5 waiting on condition
            \tat org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.run(QueuedThreadPool.java:1103)

            """;
    private static final String VALIDATING =
            """
            "pool-3-thread-1" #51 prio=5 waiting on condition
            \tat java.util.concurrent.CompletableFuture.get(java.base@17.0.15/CompletableFuture.java:2072)
            \tat connect.redshift.RedshiftSourceConnector.validate(RedshiftSourceConnector.java:214)

            """;
    private static final String TASK =
            """
            "task-thread-c-0" #60 prio=5 waiting on condition
            \tat connect.redshift.RedshiftSourceTask.poll(RedshiftSourceTask.java:60)

            """;

    @Test
    void serverThatNobodyKeepsIsConnectsOwnHang() {
        assertThat(ConnectWorker.isConnectsOwnHang(IDLE + WAITING)).isTrue();
        assertThat(ConnectWorker.isConnectsOwnHang(WAITING + TASK)).isTrue();
    }

    @Test
    void validationThatDoesNotEndIsNot() {
        assertThat(ConnectWorker.isConnectsOwnHang(WAITING + VALIDATING)).isFalse();
    }

    @Test
    void anyOtherHangIsNot() {
        assertThat(ConnectWorker.isConnectsOwnHang(IDLE + TASK)).isFalse();
    }
}
