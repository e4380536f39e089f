package io.rowferry.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes bytes between clients and a broker and keeps what each client said. */
final class RecordingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<ByteArrayOutputStream> said = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    RecordingProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What each connection said so far. */
    List<byte[]> said() {
        return said.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, broker));
                ByteArrayOutputStream record = new ByteArrayOutputStream();
                said.add(record);
                daemon(() -> pass(client, broker, record));
                daemon(() -> pass(broker, client, new ByteArrayOutputStream()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to, ByteArrayOutputStream record) {
        byte[] buffer = new byte[64 << 10];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read > 0;
                    read = from.getInputStream().read(buffer)) {
                record.write(buffer, 0, read);
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException closed) {
            // Either side may end.
        }
    }

    private static void daemon(Runnable action) {
        Thread thread = new Thread(action, "recording-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
