package io.rowferry.broker;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which everything happens: sockets, protocol, queues and time. */
final class EventLoop implements Executor {
    /** What the loop serves. */
    interface Work {
        ClientConnection accepted(Wire wire);

        /** Does what is due; returns in how many milliseconds it wants to be called again. */
        long tick();

        /** The end of one turn. */
        void turnEnds();
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    /** As many as a namespace of Service Bus has. */
    private static final int MOST_CONNECTIONS = 5_000;

    private static final long LONGEST_SLEEP = 1_000;
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Set<ClientConnection> connections = new LinkedHashSet<>();
    private final Set<ClientConnection> touched = new LinkedHashSet<>();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(256 << 10);
    private final LongSupplier nanoTime;
    private boolean running = true;
    private long lastHeartbeat;
    private @Nullable SelectionKey restingAcceptor;

    /** {@code nanoTime} as {@link System#nanoTime}. */
    EventLoop(Selector selector, ServerSocketChannel server, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastHeartbeat = nanoTime.getAsLong();
        this.selector = selector;
        this.server = server;
    }

    /** Runs the task on the loop's thread; from any thread. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** To be flushed at the end of the turn. */
    void touched(ClientConnection connection) {
        touched.add(connection);
    }

    Set<ClientConnection> connections() {
        return connections;
    }

    /** Ends the loop after this turn; on its own thread. */
    void stop() {
        running = false;
    }

    void run(Work work) throws IOException {
        long sleep = 0;
        while (running) {
            selector.select(Math.max(1, Math.min(sleep, LONGEST_SLEEP)));
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            for (SelectionKey key : selector.selectedKeys()) {
                serve(key, work);
            }
            selector.selectedKeys().clear();
            heartbeat();
            sleep = work.tick();
            work.turnEnds();
            flush();
        }
    }

    private void serve(SelectionKey key, Work work) {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            accept(key, work);
        } else if (key.attachment() instanceof ClientConnection connection) {
            if (key.isWritable()) {
                touched.add(connection);
            }
            if (key.isReadable()) {
                read(connection);
            }
        }
    }

    private void read(ClientConnection connection) {
        connection.readable(shared);
        touched.add(connection);
    }

    private void accept(SelectionKey acceptor, Work work) {
        try {
            SocketChannel channel = server.accept();
            if (channel == null) {
                return;
            }
            if (connections.size() >= MOST_CONNECTIONS) {
                LOG.info("a connection is refused: there are {}", connections.size());
                channel.close();
                return;
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            ClientConnection connection = work.accepted(new Wire(channel, key));
            key.attach(connection);
            connections.add(connection);
        } catch (IOException e) {
            // Most likely there are no file descriptors left; asked again at once, the answer would be the same.
            LOG.info("a connection could not be accepted: {}", e.toString());
            acceptor.interestOps(0);
            restingAcceptor = acceptor;
        }
    }

    private void heartbeat() {
        long now = nanoTime.getAsLong();
        if (now - lastHeartbeat >= HEARTBEAT_NANOS) {
            lastHeartbeat = now;
            Set.copyOf(connections).forEach(connection -> connection.tick(now));
            connections.removeIf(ClientConnection::isDropped);
            if (restingAcceptor != null && restingAcceptor.isValid()) {
                restingAcceptor.interestOps(SelectionKey.OP_ACCEPT);
            }
            restingAcceptor = null;
        }
    }

    /** Sends what the turn left to send; doing so may touch others. */
    void flush() {
        while (!touched.isEmpty()) {
            Set<ClientConnection> now = new LinkedHashSet<>(touched);
            touched.clear();
            now.forEach(ClientConnection::flush);
            now.stream().filter(ClientConnection::isDropped).forEach(connections::remove);
        }
    }
}
