package io.rowferry.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.Sender;

/** Where a client waits for a node's answers. Clients give credit one by one, so answers may have to wait for it. */
final class ResponseLink implements ClientLink {
    private final ClientConnection connection;
    private final Sender sender;
    private final String node;
    private final String replyTo;
    private final Outbox outbox;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int sent;

    /** {@code replyTo} is what requests call this link. */
    ResponseLink(ClientConnection connection, Sender sender, String node, String replyTo) {
        this.connection = connection;
        this.sender = sender;
        this.node = node;
        this.replyTo = replyTo;
        this.outbox = new Outbox(connection, sender);
    }

    void open() {
        sender.creditStateUpdateHandler(link -> connection.guard(this::progress));
        sender.open();
        connection.responses().add(this);
    }

    /** {@code to} is empty in requests of clients that have but one response link per node and do not name it. */
    boolean answers(String address, String to) {
        return node.equalsIgnoreCase(address) && (to.isEmpty() || replyTo.equals(to));
    }

    @Override
    public boolean keepsConnection() {
        return !node.equalsIgnoreCase(Address.TOKEN_NODE);
    }

    void send(byte[] message) {
        waiting.add(message);
        connection.hold(message.length);
        progress();
    }

    @Override
    public void progress() {
        outbox.proceed();
        while (!waiting.isEmpty() && outbox.isReady() && sender.getCredit() > 0) {
            byte[] tag = String.valueOf(sent++).getBytes(StandardCharsets.US_ASCII);
            byte[] message = waiting.remove();
            connection.hold(-message.length);
            outbox.send(tag, true, ProtonByteArrayBufferAllocator.wrapped(message));
        }
        if (sender.isDraining() && outbox.isReady()) {
            sender.drained();
        }
    }

    @Override
    public void gone() {
        connection.responses().remove(this);
        waiting.forEach(message -> connection.hold(-message.length));
        waiting.clear();
    }
}
