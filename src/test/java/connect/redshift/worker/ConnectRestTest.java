// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectRestTest {
    /** In the words of Connect 4.3.1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            409 | Cannot complete request because of a conflicting operation (e.g. worker rebalance)
            409 | Cannot complete request momentarily due to no known leader URL, likely because a rebalance was underway.
            409 | Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)
            500 | Request cannot be completed because a rebalance is expected
            500 | IO Error trying to forward REST request: java.net.ConnectException: Connection refused
            500 | Failed to retrieve offsets for source connector c
            """)
    void whatPassesSoonIsAskedAgain(int status, String words) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer worker = worker(status, words, requests);
        try {
            assertThat(rest(worker).tasks("c").isArray()).isTrue();
            assertThat(requests).hasValue(2);
        } finally {
            worker.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"500, Failed to read the config topic", "409, Connector c already exists", "404, No such connector"})
    void anyOtherRefusalIsToldAtOnce(int status, String words) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer worker = worker(status, words, requests);
        try {
            ConnectRest rest = rest(worker);
            assertThatThrownBy(() -> rest.tasks("c"))
                    .isInstanceOf(ConnectRestException.class)
                    .hasMessageContaining(words);
            assertThat(requests).hasValue(1);
        } finally {
            worker.stop(0);
        }
    }

    /** Gives {@code first} once, and an empty list from then on. */
    private static HttpServer worker(int first, String words, AtomicInteger requests) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/connectors/c/tasks", exchange -> {
            boolean refused = requests.getAndIncrement() == 0;
            byte[] body = (refused ? words : "[]").getBytes(UTF_8);
            exchange.sendResponseHeaders(refused ? first : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static ConnectRest rest(HttpServer worker) {
        return new ConnectRest(
                URI.create("http://127.0.0.1:" + worker.getAddress().getPort()));
    }
}
