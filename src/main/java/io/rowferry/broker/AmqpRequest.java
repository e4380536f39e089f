package io.rowferry.broker;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.Engine;
import org.apache.qpid.protonj2.engine.EngineFactory;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.engine.exceptions.EngineStateException;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.jspecify.annotations.Nullable;

/** The client's side: one request to a node of a broker like this one, over a blocking socket. For one thread. */
final class AmqpRequest implements Closeable {
    private static final String REPLY_TO = "answer";
    private static final int STATUS_OK = 200;

    private final Socket socket;
    private final long end;
    private final Engine engine = EngineFactory.PROTON.createEngine();
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private boolean asked;
    private @Nullable String refusal;
    private byte @Nullable [] answer;

    private AmqpRequest(Socket socket, long end) {
        this.socket = socket;
        this.end = end;
    }

    static AmqpRequest connect(InetSocketAddress address, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Socket socket = new Socket();
        try {
            socket.connect(address, (int) patience.toMillis());
            return new AmqpRequest(socket, end);
        } catch (IOException e) {
            socket.close();
            ConnectException unreachable = new ConnectException(e.getMessage());
            unreachable.initCause(e);
            throw unreachable;
        }
    }

    /** The body of what the node answers to an operation without arguments. */
    @Nullable
    Object answer(String node, String operation) throws IOException {
        engine.outputConsumer(this::keep);
        engine.errorHandler(failed -> refusal = "it does not speak AMQP 1.0");
        engine.saslDriver().client().setListener(new AnonymousEntry());
        Connection connection = engine.start();
        connection.setContainerId("rowferry-broker-status").setHostname("localhost");
        connection.openHandler(opened -> {
            if (!ClientConnection.CONTAINER.equals(opened.getRemoteContainerId())) {
                refusal = "it is another AMQP server";
            }
        });
        connection.closeHandler(closed -> refused(closed.getRemoteCondition()));
        connection.open();
        Session session = connection.session();
        session.open();
        receiver(session, node);
        ask(session, node, operation);
        try {
            byte[] message = await();
            connection.close();
            flush();
            return body(message);
        } catch (MalformedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()));
        }
    }

    private void receiver(Session session, String node) {
        Receiver receiver = session.receiver("status-receiver");
        receiver.setSource(new Source().setAddress(node)).setTarget(new Target().setAddress(REPLY_TO));
        receiver.closeHandler(closed -> refused(closed.getRemoteCondition()));
        receiver.deliveryReadHandler(this::read);
        receiver.open();
        receiver.addCredit(1);
    }

    private void ask(Session session, String node, String operation) {
        Sender sender = session.sender("status-sender");
        sender.setSource(new Source()).setTarget(new Target().setAddress(node));
        sender.closeHandler(closed -> refused(closed.getRemoteCondition()));
        sender.creditStateUpdateHandler(link -> {
            if (link.isSendable() && !asked) {
                asked = true;
                OutgoingDelivery delivery = link.next();
                delivery.setTag(new byte[] {1});
                delivery.writeBytes(ProtonByteArrayBufferAllocator.wrapped(request(operation)));
            }
        });
        sender.open();
    }

    private static byte[] request(String operation) {
        AmqpWriter writer = new AmqpWriter(128).section(0x73);
        int properties = writer.openList();
        writer.string("1").nothing().nothing().nothing().string(REPLY_TO).close(properties, 5);
        writer.section(0x74);
        int map = writer.openMap();
        writer.string("operation").string(operation).close(map, 2).section(0x77);
        return writer.emptyMap().toBytes();
    }

    private void read(IncomingDelivery delivery) {
        if (!delivery.isPartial()) {
            answer = new byte[delivery.available()];
            ProtonBuffer all = delivery.readAll();
            if (all != null) {
                all.readBytes(answer, 0, answer.length);
            }
        }
    }

    private void refused(@Nullable Object condition) {
        if (answer == null && refusal == null) {
            refusal = "it refuses to answer" + (condition == null ? "" : ": " + condition);
        }
    }

    private byte[] await() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[16 << 10];
        while (answer == null) {
            flush();
            int read = read(in, buffer);
            try {
                engine.ingest(ProtonByteArrayBufferAllocator.wrapped(Arrays.copyOf(buffer, read))
                        .convertToReadOnly());
            } catch (EngineStateException e) {
                refusal = "it does not speak AMQP 1.0";
            }
            if (refusal != null) {
                throw new ProtocolException(refusal);
            }
        }
        return answer;
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        try {
            socket.setSoTimeout((int) Math.max(1, left));
            int read = in.read(buffer);
            if (read >= 0) {
                return read;
            }
        } catch (SocketTimeoutException e) {
            throw new ProtocolException("it does not answer in time");
        }
        throw new ProtocolException("it hangs up");
    }

    private void keep(ProtonBuffer frame) {
        byte[] bytes = new byte[frame.getReadableBytes()];
        frame.readBytes(bytes, 0, bytes.length);
        outgoing.writeBytes(bytes);
    }

    private void flush() throws IOException {
        outgoing.writeTo(socket.getOutputStream());
        outgoing.reset();
    }

    private static @Nullable Object body(byte[] message) throws ProtocolException {
        MessageSections sections = MessageSections.of(message, 0, message.length);
        Object status = sections.applicationProperties() >= 0
                        && sections.inside(sections.applicationProperties()).value() instanceof Map<?, ?> map
                ? map.get("statusCode")
                : null;
        if (!(status instanceof Number code) || code.intValue() != STATUS_OK) {
            throw new ProtocolException("it answers with status " + status);
        }
        return sections.inside(sections.body()).value();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
