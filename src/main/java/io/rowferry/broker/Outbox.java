package io.rowferry.broker;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Sender;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages on a link one at a time. A peer's session window may shut in the middle of a message; the rest is kept
 * and goes out when the window opens.
 */
final class Outbox {
    private final ClientConnection connection;
    private final Sender sender;
    private @Nullable OutgoingDelivery halfWritten;
    private @Nullable ProtonBuffer rest;

    Outbox(ClientConnection connection, Sender sender) {
        this.connection = connection;
        this.sender = sender;
    }

    boolean isReady() {
        return connection.isUsable(sender) && rest == null && sender.isSendable();
    }

    /** Only when {@link #isReady}. */
    OutgoingDelivery send(byte[] tag, boolean settled, ProtonBuffer message) {
        OutgoingDelivery delivery = sender.next();
        delivery.setTag(tag);
        delivery.setMessageFormat(0);
        if (settled) {
            delivery.settle();
        }
        write(delivery, message);
        return delivery;
    }

    /** Goes on with a message that was cut by the window. */
    void proceed() {
        if (halfWritten != null && rest != null && connection.isUsable(sender) && sender.isSendable()) {
            write(halfWritten, rest);
        }
    }

    private void write(OutgoingDelivery delivery, ProtonBuffer message) {
        delivery.streamBytes(message, true);
        boolean cut = message.isReadable();
        halfWritten = cut ? delivery : null;
        rest = cut ? message : null;
    }
}
