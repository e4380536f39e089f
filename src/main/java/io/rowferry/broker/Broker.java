package io.rowferry.broker;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running local Service Bus. It owns its data folder, its port and two daemon threads from {@link #start} until it is
 * closed, ends by itself when idle, or its disk fails. All methods may be called from any thread.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private static final long NOT_STOPPING = Long.MIN_VALUE;
    private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final BrokerSettings settings;
    private final Database database;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final LongSupplier nanoTime;
    private final EventLoop loop;
    private final Journal journal;
    private final Namespace namespace;
    private final LinkOpening links;
    private final Faults faults;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long idleSince = System.nanoTime();
    private long farewellEnds = NOT_STOPPING;
    private volatile @Nullable Throwable failure;

    private Broker(
            BrokerSettings settings,
            Database database,
            Selector selector,
            ServerSocketChannel server,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.database = database;
        this.selector = selector;
        this.server = server;
        this.nanoTime = nanoTime;
        this.loop = new EventLoop(selector, server, nanoTime);
        this.journal = new Journal(database, loop, this::fail);
        this.namespace =
                new Namespace(database, journal, settings.clock(), settings.autoCreated(), settings.maxMessageBytes());
        this.faults = new Faults(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        this.links = new LinkOpening(
                namespace,
                settings.maxMessageBytes(),
                new NamespaceNode(namespace, () -> loop.connections().size()));
    }

    /**
     * Opens the data folder and the port and serves until {@link #close}.
     *
     * @throws BrokerStartException when the port or the folder is in use, the folder is damaged or of another version, or
     *     a queue's settings contradict what is on disk
     */
    public static Broker start(BrokerSettings settings) throws BrokerStartException {
        return start(settings, System::nanoTime);
    }

    /** {@code nanoTime} is for how long clients may be silent. */
    static Broker start(BrokerSettings settings, LongSupplier nanoTime) throws BrokerStartException {
        ServerSocketChannel server = listen(settings);
        Selector selector = null;
        try {
            selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
            Broker broker =
                    new Broker(settings, Database.open(settings.data(), settings.synced()), selector, server, nanoTime);
            broker.recover();
            Thread thread = new Thread(broker::serve, "broker-" + broker.port());
            thread.setDaemon(true);
            thread.start();
            LOG.info("listening on port {}, queues in {}", broker.port(), settings.data());
            return broker;
        } catch (IOException e) {
            closeQuietly(server, selector);
            throw new BrokerStartException("the broker cannot listen: " + e.getMessage(), e);
        } catch (BrokerStartException e) {
            closeQuietly(server, selector);
            throw e;
        }
    }

    private void recover() throws BrokerStartException {
        try {
            namespace.open(settings.queues());
        } catch (StoreException e) {
            end();
            throw new BrokerStartException(
                    "the data folder " + settings.data() + " cannot be read: " + e.getMessage(), e);
        } catch (BrokerStartException e) {
            end();
            throw e;
        }
    }

    private static ServerSocketChannel listen(BrokerSettings settings) throws BrokerStartException {
        ServerSocketChannel server = null;
        try {
            server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(settings.address(), settings.port()), 128);
            server.configureBlocking(false);
            return server;
        } catch (IOException e) {
            closeQuietly(server);
            throw new BrokerStartException(
                    "port " + settings.port() + " of " + settings.address().getHostAddress() + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }

    private static void closeQuietly(@Nullable Closeable... all) {
        for (Closeable each : all) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (IOException e) {
                LOG.debug("closing {}", each, e);
            }
        }
    }

    /**
     * Makes it misbehave on purpose from now on, for rehearsals.
     *
     * @param seed from which the fault's chance is drawn
     * @return tells how often it happened, and ends it
     */
    public ArmedFault arm(Fault fault, long seed) {
        return faults.arm(fault, seed);
    }

    /** The port it listens on. */
    public int port() {
        return server.socket().getLocalPort();
    }

    /**
     * Waits until the broker has ended, by {@link #close} or by itself.
     *
     * @throws BrokerStoppedException when it ended because its data folder failed
     * @throws IllegalStateException when it ended by a fault of its own
     */
    public void awaitStop() throws InterruptedException {
        ended.await();
        Throwable cause = failure;
        if (cause instanceof StoreException) {
            throw new BrokerStoppedException(
                    "the broker stopped, its data folder " + settings.data() + " failed: " + cause.getMessage(), cause);
        } else if (cause != null) {
            throw new IllegalStateException("the broker stopped: " + cause, cause);
        }
    }

    /** Answers what is being written, tells the clients, and ends; returns when the folder and the port are free. */
    @Override
    public void close() {
        loop.execute(this::stop);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try {
            loop.run(new Turns());
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the broker stops", e);
            failure = e;
        } finally {
            end();
        }
    }

    private final class Turns implements EventLoop.Work, ClientConnection.Host {
        @Override
        public void touched(ClientConnection connection) {
            loop.touched(connection);
        }

        @Override
        public long now() {
            return settings.clock().millis();
        }

        @Override
        public long nanoTime() {
            return nanoTime.getAsLong();
        }

        @Override
        public void diskFailed(StoreException cause) {
            fail(cause);
        }

        @Override
        public Faults faults() {
            return faults;
        }

        @Override
        public ClientConnection accepted(Wire wire) {
            ClientConnection connection = new ClientConnection(wire, this);
            connection.start(links);
            return connection;
        }

        @Override
        public long tick() {
            stopWhenIdle();
            if (isFarewellOver()) {
                loop.stop();
            }
            if (farewellEnds != NOT_STOPPING) {
                return 1;
            }
            long now = settings.clock().millis();
            loop.connections().forEach(connection -> connection.transactions().tick(now));
            long next = Long.MAX_VALUE;
            for (Queue queue : namespace.queues()) {
                next = Math.min(next, queue.tick());
                Queue deadLetters = queue.deadLetters();
                next = deadLetters == null ? next : Math.min(next, deadLetters.tick());
            }
            return Math.min(next - settings.clock().millis(), faults.tick());
        }

        @Override
        public void turnEnds() {
            journal.turn();
        }
    }

    private void stopWhenIdle() {
        if (!loop.connections().isEmpty()) {
            idleSince = System.nanoTime();
        } else if (settings.stopWhenIdle() != null
                && System.nanoTime() - idleSince > settings.stopWhenIdle().toNanos()) {
            LOG.info("no connection for {}: ending", settings.stopWhenIdle());
            stop();
        }
    }

    /** Nothing new is let in; what is being written is answered, and every client is told, before the loop may end. */
    private void stop() {
        if (farewellEnds == NOT_STOPPING) {
            LOG.info("stopping; clients to tell: {}", loop.connections().size());
            closeQuietly(server);
            journal.drain();
            Set.copyOf(loop.connections()).forEach(connection -> connection.close(Refusal.stopping()));
            journal.drain();
            farewellEnds = System.nanoTime() + FAREWELL_NANOS;
        }
    }

    /** Slow clients are waited for, but not long. */
    private boolean isFarewellOver() {
        return farewellEnds != NOT_STOPPING && (loop.connections().isEmpty() || System.nanoTime() - farewellEnds > 0);
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            LOG.error(
                    "the data folder {} failed; the broker stops, nothing unwritten was acknowledged",
                    settings.data(),
                    cause);
            loop.stop();
        }
    }

    private void end() {
        loop.connections().forEach(ClientConnection::drop);
        journal.close();
        database.close();
        closeQuietly(server, selector);
        ended.countDown();
    }
}
