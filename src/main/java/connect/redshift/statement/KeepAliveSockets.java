// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets that tell the network early that they live. An UNLOAD is silent for as long as it runs, AWS's NAT gateways and
 * load balancers forget a silent connection after 350 seconds, and an operating system's own keep-alive starts after two
 * hours. The driver makes it by its name.
 */
public final class KeepAliveSockets extends SocketFactory {
    private static final int SECONDS_BETWEEN_PROBES = 15;
    private static final int PROBES = 6;

    private final int idleSeconds;

    /**
     * @param idleSeconds a number of seconds in digits, as the driver passes it on
     */
    public KeepAliveSockets(String idleSeconds) {
        this.idleSeconds = Integer.parseInt(idleSeconds);
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        socket.setKeepAlive(true);
        Map<SocketOption<Integer>, Integer> options = Map.of(
                ExtendedSocketOptions.TCP_KEEPIDLE,
                Math.max(1, idleSeconds),
                ExtendedSocketOptions.TCP_KEEPINTERVAL,
                SECONDS_BETWEEN_PROBES,
                ExtendedSocketOptions.TCP_KEEPCOUNT,
                PROBES);
        for (Map.Entry<SocketOption<Integer>, Integer> option : options.entrySet()) {
            if (socket.supportedOptions().contains(option.getKey())) {
                socket.setOption(option.getKey(), option.getValue());
            }
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws UnknownHostException {
        throw new UnsupportedOperationException("the driver connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws UnknownHostException {
        throw new UnsupportedOperationException("the driver connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("the driver connects by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException("the driver connects by itself");
    }
}
