// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.time.Duration;

/**
 * What one client may take of the network, so that no call lasts for ever.
 *
 * @param connections at most so many at the same time; as many as threads that call
 * @param silence longest wait for the next byte
 * @param attempt longest single try, its body included
 * @param call longest call, with all its tries
 */
public record HttpLimits(int connections, Duration connect, Duration silence, Duration attempt, Duration call) {
    /** Times that suit both a long poll of the Data API and a range of 8 MiB over a slow line. */
    public static HttpLimits ofConnections(int connections) {
        return new HttpLimits(
                connections,
                Duration.ofSeconds(10),
                Duration.ofSeconds(45),
                Duration.ofSeconds(90),
                Duration.ofMinutes(3));
    }

    public HttpLimits {
        if (connections < 1) {
            throw new IllegalArgumentException("a client with %d connections".formatted(connections));
        }
    }
}
