package io.rowferry.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferComponent;
import org.apache.qpid.protonj2.buffer.ProtonBufferComponentAccessor;

/** One client's socket and the bytes that wait to go out on it. */
final class Wire {
    private static final int PER_WRITE = 32;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();
    private long waiting;

    Wire(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    void add(ProtonBuffer frame) {
        try (ProtonBufferComponentAccessor parts = frame.componentAccessor()) {
            for (ProtonBufferComponent part = parts.firstReadable(); part != null; part = parts.nextReadable()) {
                ByteBuffer bytes = part.getReadableBuffer();
                bytes.limit(bytes.position() + part.getReadableBytes());
                outgoing.add(bytes);
                waiting += bytes.remaining();
            }
        }
    }

    /** Bytes that the client has not taken yet. */
    long waiting() {
        return waiting;
    }

    /** Writes what the socket takes; the selector calls again when it takes more. */
    void flush() throws IOException {
        while (waiting > 0) {
            ByteBuffer[] some = outgoing.stream().limit(PER_WRITE).toArray(ByteBuffer[]::new);
            long written = channel.write(some);
            waiting -= written;
            while (!outgoing.isEmpty() && !outgoing.element().hasRemaining()) {
                outgoing.remove();
            }
            if (written == 0) {
                break;
            }
        }
        want(SelectionKey.OP_WRITE, waiting > 0);
    }

    /** Stops or resumes reading. */
    void wantRead(boolean wanted) {
        want(SelectionKey.OP_READ, wanted);
    }

    private void want(int operation, boolean wanted) {
        if (key.isValid()) {
            int now = key.interestOps();
            int next = wanted ? now | operation : now & ~operation;
            if (next != now) {
                key.interestOps(next);
            }
        }
    }

    /** Reads into the buffer; false at the end of the stream. */
    boolean read(ByteBuffer into) throws IOException {
        return channel.read(into) >= 0;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
            outgoing.clear();
        }
    }

    String peer() {
        try {
            return String.valueOf(channel.getRemoteAddress()).replaceFirst("^/", "");
        } catch (IOException e) {
            return "a closed socket";
        }
    }
}
