package io.rowferry.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Passes bytes between clients and a broker, and can stop taking the broker's or cut every connection without a word. */
final class CuttableProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final AtomicBoolean stall = new AtomicBoolean();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    CuttableProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections were cut. */
    int cut() {
        int cut = sockets.size() / 2;
        sockets.forEach(CuttableProxy::closeQuietly);
        sockets.clear();
        return cut;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(broker);
                daemon(() -> pass(client, broker));
                daemon(() -> pass(broker, client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** While this is set, nothing that the broker sends is read. */
    void stall(boolean stalled) {
        synchronized (stall) {
            stall.set(stalled);
            stall.notifyAll();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try {
            for (int read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
                awaitStall(from);
            }
        } catch (IOException cut) {
            // Both ends are closed below.
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private void awaitStall(Socket from) {
        synchronized (stall) {
            while (stall.get() && from.getPort() == target && !from.isClosed()) {
                try {
                    stall.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts the proxy", e);
                }
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cuttable-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        stall(false);
        cut();
    }
}
