package io.rowferry.broker;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.UnsignedLong;

/**
 * What comes in on a link, up to the moment at which a message is whole: gives credit, which comes back as fast as
 * messages are taken, and ends the link of a client that sends a message without an end, which the engine does not.
 */
final class Inflow {
    /** About what a frame's share of a message costs besides its bytes. */
    private static final int PER_FRAME = 256;

    /** The smallest frame that AMQP knows has 512 bytes; in smaller ones no client sends, and each costs the engine time. */
    private static final int SMALLEST_FRAME = 256;

    private static final int FEW_FRAMES = 64;

    private final ClientConnection connection;
    private final Receiver receiver;
    private final int maxBytes;
    private final int mostFrames;
    private final int credit;
    private long held;
    private int frames;

    Inflow(ClientConnection connection, Receiver receiver, int maxBytes, int credit) {
        this.connection = connection;
        this.receiver = receiver;
        this.maxBytes = maxBytes;
        this.mostFrames = FEW_FRAMES + maxBytes / SMALLEST_FRAME;
        this.credit = credit;
    }

    void open() {
        receiver.setMaxMessageSize(UnsignedLong.valueOf(maxBytes));
        receiver.open();
        topUp();
    }

    /** Gives credit again when half of it is used. */
    void topUp() {
        if (receiver.getCredit() <= credit / 2) {
            receiver.addCredit(credit - receiver.getCredit());
        }
    }

    /** True when the delivery is to be taken now; everything else that can be the matter with it is dealt with here. */
    boolean isWhole(IncomingDelivery delivery) {
        connection.used(receiver);
        if (!connection.isUsable(receiver)) {
            discard(delivery);
            return false;
        }
        if (delivery.isPartial() && !delivery.isAborted()) {
            frames++;
            hold(delivery.available() + (long) PER_FRAME * frames);
            if (delivery.available() > maxBytes || frames > mostFrames) {
                end(delivery, Refusal.tooLarge(delivery.available(), maxBytes));
            }
            return false;
        }
        frames = 0;
        hold(0);
        if (delivery.isAborted()) {
            delivery.settle();
            topUp();
            return false;
        }
        return true;
    }

    private void end(IncomingDelivery delivery, Refusal why) {
        discard(delivery);
        receiver.setCondition(why.toError());
        receiver.close();
    }

    private void discard(IncomingDelivery delivery) {
        hold(0);
        ProtonBuffer all = delivery.readAll();
        if (all != null) {
            all.close();
        }
    }

    private void hold(long bytes) {
        connection.hold(bytes - held);
        held = bytes;
    }

    /** The bytes of a whole message. */
    static byte[] bytes(IncomingDelivery delivery) {
        byte[] bytes = new byte[delivery.available()];
        ProtonBuffer all = delivery.readAll();
        if (all != null) {
            all.readBytes(bytes, 0, bytes.length);
        }
        return bytes;
    }

    void gone() {
        hold(0);
    }
}
