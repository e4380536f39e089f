package io.rowferry.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port for a server that will be killed and restarted on it. The kernel's own choice (port 0) would lie in the
 * range that outgoing connections draw from: while the server is down, a client's connection could take the port, or
 * even connect to itself. So the port comes from below that range.
 */
final class FreePort {
    private static final int LOWEST = 20_000;
    private static final int BELOW = 30_000;
    private static final int ATTEMPTS = 1_000;

    private FreePort() {}

    static int find() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BELOW);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free loopback port between " + LOWEST + " and " + BELOW);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
