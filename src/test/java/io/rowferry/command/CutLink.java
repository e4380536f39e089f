package io.rowferry.command;

import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way to a server, which can be cut so that the server does not notice. */
final class CutLink implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    private final ServerSocket listening;
    private final TestDatabase database;
    private final int port;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> servers = ConcurrentHashMap.newKeySet();

    CutLink(TestDatabase database) throws IOException {
        Matcher url = PORT.matcher(database.jdbcUrl());
        if (!url.find()) {
            throw new IllegalArgumentException(database.jdbcUrl());
        }
        this.database = database;
        this.port = Integer.parseInt(url.group(1));
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** The database, at the near end. */
    TestDatabase database() {
        return new TestDatabase(
                database.engine(),
                database.name(),
                database.jdbcUrl().replace(":" + port, ":" + listening.getLocalPort()),
                database.user(),
                database.password());
    }

    /** Ends the connections there are for those who opened them. For the server they stand. */
    void cut() throws IOException {
        List<Socket> all = List.copyOf(clients);
        clients.clear();
        for (Socket client : all) {
            client.close();
        }
    }

    /** Lets the server notice. */
    void tell() throws IOException {
        for (Socket server : servers) {
            server.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                clients.add(client);
                servers.add(server);
                daemon(() -> pass(client, server));
                daemon(() -> pass(server, client));
            }
        } catch (IOException closed) {
            // Nobody can connect any more.
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // As when it ends.
        }
        try {
            if (clients.contains(from) || servers.contains(from)) {
                from.close();
                to.close();
                servers.remove(from);
                servers.remove(to);
                clients.remove(from);
                clients.remove(to);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cut link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
        tell();
    }
}
