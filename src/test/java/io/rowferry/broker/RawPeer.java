package io.rowferry.broker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that says what a test wants, frame by frame, however wrong it is. */
final class RawPeer implements AutoCloseable {
    static final byte[] SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
    static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
    /** A frame with the mechanism ANONYMOUS. */
    static final byte[] SASL_INIT = HexFormat.of().parseHex("0000001902010000005341c00c01a309414e4f4e594d4f5553");

    static final int OPEN = 0x10;
    static final int BEGIN = 0x11;
    static final int ATTACH = 0x12;
    static final int FLOW = 0x13;
    static final int TRANSFER = 0x14;
    static final int DISPOSITION = 0x15;
    static final int DETACH = 0x16;
    static final int END = 0x17;
    static final int CLOSE = 0x18;

    private static final int FRAME = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    /** A frame from the broker: its code and fields; the code is 0 for an empty frame. */
    record Frame(int code, int channel, List<@Nullable Object> fields, ByteBuffer payload) {
        /** The condition of an error field, or null. */
        @Nullable
        String condition(int field) {
            return fields.size() > field && fields.get(field) instanceof List<?> error
                    ? String.valueOf(error.get(0))
                    : null;
        }
    }

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static RawPeer connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return new RawPeer(socket);
    }

    /** Past SASL and the AMQP header. */
    static RawPeer welcomed(int port) throws IOException {
        RawPeer peer = connect(port);
        peer.write(SASL);
        peer.write(SASL_INIT);
        peer.write(AMQP);
        peer.in.readNBytes(8);
        while (peer.readFrame().code() != 0x44) {
            // What the broker offers.
        }
        peer.in.readNBytes(8);
        return peer;
    }

    /** With an open connection and one session on channel 0. */
    static RawPeer inSession(int port) throws IOException {
        RawPeer peer = welcomed(port);
        peer.open(null);
        peer.begin(0);
        return peer;
    }

    /** Sends a message to that queue, which must have no sessions, and receives one, on a connection of its own. */
    static void sendAndReceive(int port, String queue) throws IOException {
        try (RawPeer peer = inSession(port)) {
            peer.attachToSend(0, "s", queue);
            peer.transfer(
                    0, 0, 0, false, new AmqpWriter(16).section(0x77).string("x").toBytes());
            peer.await(DISPOSITION);
            peer.attachToReceive(1, "r", queue);
            peer.credit(1, 1);
            peer.await(TRANSFER);
        }
    }

    /** {@code idleMillis} is the idle time-out that is announced; null for none. */
    void open(@Nullable Integer idleMillis) throws IOException {
        send(
                0,
                OPEN,
                fields -> {
                    fields.string("raw").nothing().nothing().nothing();
                    if (idleMillis == null) {
                        fields.nothing();
                    } else {
                        fields.uint(idleMillis);
                    }
                },
                5);
        await(OPEN);
    }

    void begin(int channel) throws IOException {
        send(channel, BEGIN, fields -> fields.nothing().uint(0).uint(1_000_000).uint(1_000_000), 4);
        await(BEGIN);
    }

    /** Attaches to send to that address, with the credit that the broker gives. */
    void attachToSend(long handle, String name, String address) throws IOException {
        send(
                0,
                ATTACH,
                fields -> attach(fields, handle, name, false, null, address).uint(0),
                10);
        await(ATTACH);
    }

    /** Completes a delivery. */
    void accept(long delivery) throws IOException {
        send(
                0,
                DISPOSITION,
                fields -> {
                    fields.bool(true).uint(delivery).uint(delivery).bool(true).section(0x24);
                    fields.close(fields.openList(), 0);
                },
                5);
    }

    /** Attaches to receive from that address; gives no credit. */
    void attachToReceive(long handle, String name, String address) throws IOException {
        send(0, ATTACH, fields -> attach(fields, handle, name, true, address, "raw-target"), 7);
        await(ATTACH);
    }

    /** Up to the field before the initial delivery count, where {@code target} is the last of them otherwise. */
    static AmqpWriter attach(
            AmqpWriter fields,
            long handle,
            String name,
            boolean receives,
            @Nullable String source,
            @Nullable String target) {
        fields.string(name).uint(handle).bool(receives).nothing().nothing();
        terminus(fields, 0x28, source);
        terminus(fields, 0x29, target);
        return receives ? fields : fields.nothing().bool(false);
    }

    private static void terminus(AmqpWriter fields, int code, @Nullable String address) {
        fields.section(code);
        int list = fields.openList();
        if (address == null) {
            fields.close(list, 0);
        } else {
            fields.string(address).close(list, 1);
        }
    }

    void transfer(long handle, int id, int format, boolean more, byte[] payload) throws IOException {
        byte[] tag = ByteBuffer.allocate(4).putInt(id).array();
        send(
                0,
                TRANSFER,
                fields -> fields.uint(handle)
                        .uint(id)
                        .binary(tag)
                        .uint(format & 0xffffffffL)
                        .bool(false)
                        .bool(more),
                6,
                payload);
    }

    /** A message of any size, in as many frames as it takes. */
    void message(long handle, int id, int format, byte[] message) throws IOException {
        int at = 0;
        for (; at + FRAME < message.length; at += FRAME) {
            transfer(handle, id, format, true, Arrays.copyOfRange(message, at, at + FRAME));
        }
        transfer(handle, id, format, false, Arrays.copyOfRange(message, at, message.length));
    }

    void credit(long handle, long credit) throws IOException {
        send(
                0,
                FLOW,
                fields -> fields.uint(0)
                        .uint(1_000_000)
                        .uint(0)
                        .uint(1_000_000)
                        .uint(handle)
                        .uint(0)
                        .uint(credit),
                7);
    }

    void send(int channel, int code, Consumer<AmqpWriter> fields, int count) throws IOException {
        send(channel, code, fields, count, new byte[0]);
    }

    void send(int channel, int code, Consumer<AmqpWriter> fields, int count, byte[] payload) throws IOException {
        write(frame(channel, code, fields, count, payload));
    }

    static byte[] frame(int channel, int code, Consumer<AmqpWriter> fields, int count, byte[] payload) {
        AmqpWriter writer = new AmqpWriter(256).section(code);
        int list = writer.openList();
        fields.accept(writer);
        byte[] performative = writer.close(list, count).toBytes();
        return ByteBuffer.allocate(8 + performative.length + payload.length)
                .putInt(8 + performative.length + payload.length)
                .put((byte) 2)
                .put((byte) 0)
                .putShort((short) channel)
                .put(performative)
                .put(payload)
                .array();
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next frame with that code; others are passed over. Fails when the broker hangs up first. */
    Frame await(int code) throws IOException {
        Frame frame = readFrame();
        while (frame.code() != code) {
            if (frame.code() == CLOSE) {
                throw new AssertionError("closed instead: " + frame);
            }
            frame = readFrame();
        }
        return frame;
    }

    /** Reads until the broker closes or hangs up; the condition of its close, or null. */
    @Nullable
    String untilClosed() throws IOException {
        String condition = null;
        try {
            while (true) {
                Frame frame = readFrame();
                condition = frame.code() == CLOSE ? frame.condition(0) : condition;
            }
        } catch (EOFException | SocketException end) {
            return condition;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the broker keeps the connection", e);
        }
    }

    Frame readFrame() throws IOException {
        byte[] frame = new byte[in.readInt() - 4];
        in.readFully(frame);
        int channel = ByteBuffer.wrap(frame).getShort(2) & 0xffff;
        if (frame.length == 4) {
            return new Frame(0, channel, List.of(), ByteBuffer.allocate(0));
        }
        AmqpReader reader = new AmqpReader(frame, 4, frame.length);
        int code = reader.sectionCode();
        List<@Nullable Object> fields = new ArrayList<>();
        if (reader.value() instanceof List<?> list) {
            fields.addAll(list);
        }
        ByteBuffer payload = ByteBuffer.wrap(frame, reader.at(), frame.length - reader.at());
        return new Frame(code, channel, fields, payload);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
