// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of S3 as a ranged GET needs, as far away as S3 is: each answer begins late and comes no faster than one
 * connection brings it. Every object has the same bytes.
 */
final class DistantS3 implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final int PIECE = 256 << 10;

    private final byte[] content;
    private final Duration firstByte;
    private final long bytesASecond;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final AtomicLong sent = new AtomicLong();

    /**
     * @param firstByte how long each answer takes to begin
     * @param bytesASecond of each connection
     */
    DistantS3(byte[] content, Duration firstByte, long bytesASecond) throws IOException {
        this.content = content;
        this.firstByte = firstByte;
        this.bytesASecond = bytesASecond;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Bytes of bodies, so far. */
    long sent() {
        return sent.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Range"));
            if (!range.matches()) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            int from = Integer.parseInt(range.group(1));
            int to = Integer.parseInt(range.group(2)) + 1;
            long begin = System.nanoTime() + firstByte.toNanos();
            waitUntil(begin);
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, content.length));
            exchange.sendResponseHeaders(206, to - from);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int at = from; at < to; at += PIECE) {
                    int length = Math.min(PIECE, to - at);
                    waitUntil(begin + (at - from + length) * 1_000_000_000L / bytesASecond);
                    body.write(content, at, length);
                    sent.addAndGet(length);
                }
            }
        }
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
