package io.rowferry.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.Engine;
import org.apache.qpid.protonj2.engine.EngineFactory;
import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.LinkState;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.engine.exceptions.EngineStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its socket, the protocol engine that turns bytes into links, and what is said back. Whatever a client does
 * wrong ends this connection and no other.
 */
final class ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    static final String CONTAINER = "rowferry-broker";

    private static final int FRAME_BYTES = 65_536;
    private static final long IDLE_MILLIS = 120_000;
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_SESSIONS = 5_000;
    private static final int MOST_LINKS = 5_000;
    private static final int MOST_LINKS_OF_A_SESSION = 255;
    private static final int MOST_LATE = 1_000;
    private static final long MOST_HELD = 64 << 20;
    private static final long LAGGING = 1 << 20;
    private static final long STUCK = 8 << 20;

    private final Wire wire;
    private final String peer;
    private final Engine engine = EngineFactory.PROTON.createEngine();
    private final Connection connection;
    private final List<ResponseLink> responses = new ArrayList<>();
    private final Transactions transactions = new Transactions();
    private final Host host;
    private final OpenLinks links;
    private long dropAt;
    private long held;
    private int late;
    private boolean dropWhenFlushed;
    private boolean dropped;
    private boolean lagging;
    private boolean unread;

    /** Who runs the connection. */
    interface Host {
        /** There is something to flush. */
        void touched(ClientConnection connection);

        /** The broker's clock, in epoch milliseconds. */
        long now();

        /** As {@link System#nanoTime}. */
        long nanoTime();

        /** The data folder failed while this client was served. */
        void diskFailed(StoreException failure);

        /** What goes wrong on purpose. */
        Faults faults();
    }

    ClientConnection(Wire wire, Host host) {
        this.wire = wire;
        this.peer = wire.peer();
        this.host = host;
        this.connection = engine.connection();
        this.links = new OpenLinks(host.now());
        this.dropAt = host.nanoTime() + HANDSHAKE_NANOS;
        FrameCheck.in(engine.pipeline());
        engine.outputConsumer(frame -> {
            wire.add(frame);
            host.touched(this);
        });
        engine.errorHandler(failed -> {
            LOG.info("connection from {} ended: {}", peer, String.valueOf(failed.failureCause()));
            farewell();
        });
    }

    /** Ready for the first byte: every link that the client attaches is shown to {@code opening}. */
    void start(LinkOpening opening) {
        Narration.connected(peer);
        engine.saslDriver().server().setListener(new AnonymousWelcome());
        connection
                .setContainerId(CONTAINER)
                .setMaxFrameSize(FRAME_BYTES)
                .setChannelMax(MOST_SESSIONS - 1)
                .setIdleTimeout(IDLE_MILLIS);
        connection.setLinkedResource(this);
        connection.openHandler(opened -> {
            dropAt = Long.MAX_VALUE;
            connection.open();
        });
        connection.closeHandler(closed -> {
            connection.close();
            farewell();
        });
        connection.localCloseHandler(closed -> farewell());
        connection.sessionOpenHandler(this::openSession);
        connection.senderOpenHandler(link -> guard(() -> admit(link, () -> opening.clientReceives(this, link))));
        connection.receiverOpenHandler(link -> guard(() -> admit(link, () -> opening.clientSends(this, link))));
        engine.start();
    }

    /**
     * Runs what an event of this client asks for. The engine swallows some exceptions and takes others for mistakes of the
     * client, so none of ours may reach it: a fault of ours ends the connection, a failing disk the broker.
     */
    void guard(Runnable action) {
        try {
            action.run();
        } catch (StoreException e) {
            host.diskFailed(e);
        } catch (RuntimeException e) {
            LOG.warn("the connection from {} is ended after a fault", peer, e);
            close(Refusal.fault("The broker met a fault of its own: " + e));
        }
    }

    /** Lets a link be opened unless there are too many, or it is none that could be. */
    private void admit(Link<?> link, Runnable opening) {
        Session session = link.getSession();
        if (!session.isLocallyOpen() || !connection.isLocallyOpen()) {
            if (++late > MOST_LATE) {
                close(Refusal.tooMuch("Links are attached to a session that was ended."));
            }
        } else if (link.getState() != LinkState.IDLE) {
            close(Refusal.misused("amqp:not-allowed", "A link of that name is there already in that direction."));
        } else if (session.links().size() > MOST_LINKS_OF_A_SESSION || links.count() >= MOST_LINKS) {
            linksGone(session);
            session.setCondition(Refusal.tooMuch("Cannot allocate more handles to the current session or connection."
                            + " The maximum number of handles allowed is " + MOST_LINKS_OF_A_SESSION
                            + ". Please free up resources and try again.")
                    .toError());
            session.close();
        } else {
            opening.run();
        }
    }

    private void openSession(Session session) {
        session.setHandleMax(MOST_LINKS - 1);
        session.closeHandler(closed -> guard(() -> {
            linksGone(closed);
            closed.close();
        }));
        session.open();
    }

    static ClientConnection of(Link<?> link) {
        return link.getConnection().getLinkedResource(ClientConnection.class);
    }

    /** The client's address and port. */
    String peer() {
        return peer;
    }

    /** Reads once what is there. */
    void readable(ByteBuffer shared) {
        try {
            shared.clear();
            boolean open = wire.read(shared);
            shared.flip();
            if (shared.hasRemaining() && engine.isWritable()) {
                byte[] copy = new byte[shared.remaining()];
                shared.get(copy);
                engine.ingest(ProtonByteArrayBufferAllocator.wrapped(copy).convertToReadOnly());
            }
            if (!open) {
                drop();
            }
        } catch (IOException e) {
            LOG.debug("connection from {} broke", peer, e);
            drop();
        } catch (EngineStateException e) {
            LOG.debug("connection from {} does not speak AMQP", peer, e);
        } catch (StackOverflowError e) {
            LOG.info("connection from {} ended: a value is nested too deeply", peer);
            drop();
        }
    }

    void flush() {
        if (dropped) {
            return;
        }
        try {
            wire.flush();
        } catch (IOException e) {
            LOG.debug("connection from {} broke", peer, e);
            drop();
            return;
        }
        wire.wantRead(!unread && wire.waiting() < STUCK);
        if (!wire.isOpen() || (wire.waiting() == 0 && dropWhenFlushed)) {
            drop();
        } else if (lagging && wire.waiting() < LAGGING / 2) {
            lagging = false;
            caughtUp();
        }
    }

    /** True while the client takes bytes more slowly than the queue has them: nothing is sent on until it caught up. */
    boolean isLagging() {
        lagging |= wire.waiting() > LAGGING;
        return lagging;
    }

    private void caughtUp() {
        for (Session session : connection.sessions()) {
            session.senders().forEach(link -> {
                if (link.getLinkedResource() instanceof ClientLink known) {
                    guard(known::progress);
                }
            });
        }
    }

    /** Heartbeats, and the end of who never says anything. */
    void tick(long nanos) {
        if (nanos - dropAt > 0 && dropAt != Long.MAX_VALUE) {
            drop();
        } else if (connection.isLocallyOpen() && engine.isRunning()) {
            engine.tick(TimeUnit.NANOSECONDS.toMillis(nanos));
            endIdle();
        }
    }

    private void endIdle() {
        guard(() -> links.endIdle(host.now()));
        Refusal refusal = connection.isRemotelyOpen() ? links.tooLongWithout(host.now()) : null;
        if (refusal != null) {
            close(refusal);
        }
    }

    /** The client's link was accepted. */
    void opened(Link<?> link) {
        links.opened(link, host.now());
    }

    void ended(Link<?> link) {
        links.ended(link, host.now());
    }

    void used(Link<?> link) {
        links.used(link, host.now());
    }

    /** As {@link #used(Link)} for the links of that name. */
    void used(String link) {
        links.used(link, host.now());
    }

    /**
     * Counts bytes that are kept in memory for this client, or no more: half received messages, answers that wait for
     * credit. Too many end the connection.
     */
    void hold(long bytes) {
        held += bytes;
        if (bytes > 0 && held + wire.waiting() > MOST_HELD) {
            close(Refusal.tooMuch("Too much is kept for this connection."));
        }
    }

    /** True when something can still be said on the link. */
    boolean isUsable(Link<?> link) {
        return !dropped
                && wire.isOpen()
                && engine.isRunning()
                && link.isLocallyOpen()
                && link.isRemotelyOpen()
                && link.getSession().isLocallyOpen()
                && link.getSession().isRemotelyOpen()
                && connection.isLocallyOpen()
                && connection.isRemotelyOpen();
    }

    List<ResponseLink> responses() {
        return responses;
    }

    Transactions transactions() {
        return transactions;
    }

    Faults faults() {
        return host.faults();
    }

    /**
     * Called as a message of the queue passes, either way: it is the occasion to be cut off, which is true then, or to be
     * read no more, on purpose.
     */
    boolean isCutAt(Queue queue) {
        Fault deafness = faults().strike(Fault.Kind.STOP_READING, queue);
        if (deafness != null) {
            unread = true;
            host.touched(this);
            faults().after(deafness, () -> {
                unread = false;
                host.touched(this);
            });
        }
        boolean cut = faults().strikes(Fault.Kind.CUT, queue);
        if (cut) {
            wire.close(); // the rest of the turn may still use the links
            host.touched(this);
        }
        return cut;
    }

    /** Says why and closes. */
    void close(Refusal reason) {
        if (connection.isLocallyOpen() && engine.isRunning()) {
            linksGone();
            connection.setCondition(reason.toError());
            connection.close();
            farewell();
        } else {
            drop();
        }
    }

    private void farewell() {
        linksGone();
        dropWhenFlushed = true;
        dropAt = host.nanoTime() + FAREWELL_NANOS;
        host.touched(this);
    }

    void drop() {
        if (!dropped) {
            dropped = true;
            Narration.disconnected(peer);
            linksGone();
            engine.shutdown();
            wire.close();
        }
    }

    boolean isDropped() {
        return dropped;
    }

    private void linksGone() {
        linksGone(connection.sessions().stream().flatMap(session -> session.links().stream()));
    }

    private void linksGone(Session session) {
        linksGone(session.links().stream());
    }

    /** Who waits goes first: what the others let go is not for one that has gone as well. */
    private void linksGone(Stream<? extends Link<?>> ending) {
        ending.sorted(Comparator.comparing(link -> !(link.getLinkedResource() instanceof SessionWaiter)))
                .forEach(link -> {
                    ended(link);
                    if (link.getLinkedResource() instanceof ClientLink known) {
                        known.gone();
                    }
                });
    }
}
