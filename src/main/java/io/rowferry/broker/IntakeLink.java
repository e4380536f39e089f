package io.rowferry.broker;

import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/** A client sends into a queue: single messages, and batches that are taken or rejected as a whole. */
final class IntakeLink implements ClientLink {
    private static final int CREDIT = 1000;
    private static final int BATCH_FORMAT = 0x80013700;
    private static final int DATA = 0x75;

    private final ClientConnection connection;
    private final Receiver receiver;
    private final Queue queue;
    private final int maxBytes;

    IntakeLink(ClientConnection connection, Receiver receiver, Queue queue, int maxBytes) {
        this.connection = connection;
        this.receiver = receiver;
        this.queue = queue;
        this.maxBytes = maxBytes;
    }

    void open() {
        receiver.deliveryReadHandler(delivery -> connection.guard(() -> read(delivery)));
        receiver.setMaxMessageSize(UnsignedLong.valueOf(maxBytes));
        receiver.open();
        receiver.addCredit(CREDIT);
    }

    private void read(IncomingDelivery delivery) {
        if (delivery.isAborted()) {
            delivery.settle();
        } else if (!delivery.isPartial()) {
            take(delivery);
            if (receiver.getCredit() < CREDIT / 2) {
                receiver.addCredit(CREDIT - receiver.getCredit());
            }
        } else if (delivery.available() > maxBytes) {
            receiver.setCondition(
                    Refusal.tooLarge(delivery.available(), maxBytes).toError());
            receiver.close();
        }
    }

    private void take(IncomingDelivery delivery) {
        if (connection.isCutAt(queue)) {
            return;
        }
        Refusal refusal = refuseOrEnqueue(delivery);
        if (refusal == null) {
            queue.whenDurable(() ->
                    connection.faults().acknowledge(queue, () -> answer(delivery, Accepted.getInstance())));
        } else {
            Narration.refused(connection.peer(), refusal);
            queue.whenDurable(() -> answer(delivery, new Rejected(refusal.toError())));
        }
    }

    private void answer(IncomingDelivery delivery, DeliveryState state) {
        if (connection.isUsable(receiver)) {
            delivery.disposition(state, true);
        }
    }

    private @Nullable Refusal refuseOrEnqueue(IncomingDelivery delivery) {
        int size = delivery.available();
        if (size > maxBytes) {
            delivery.readAll().close();
            return Refusal.tooLarge(size, maxBytes);
        }
        byte[] bytes = new byte[size];
        ProtonBuffer all = delivery.readAll();
        if (all != null) {
            all.readBytes(bytes, 0, size);
        }
        try {
            List<IncomingMessage> messages = delivery.getMessageFormat() == BATCH_FORMAT
                    ? unpack(bytes)
                    : List.of(IncomingMessage.parse(bytes, 0, bytes.length));
            for (IncomingMessage message : messages) {
                Refusal refusal = queue.refusal(message);
                if (refusal != null) {
                    return refusal;
                }
            }
            Refusal onPurpose = connection.faults().refusal(queue);
            return onPurpose == null ? enqueue(messages, delivery.getRemoteState()) : onPurpose;
        } catch (MalformedMessageException e) {
            return Refusal.unreadable("The message cannot be read: " + e.getMessage());
        }
    }

    private @Nullable Refusal enqueue(List<IncomingMessage> messages, @Nullable DeliveryState state) {
        if (!(state instanceof TransactionalState within)) {
            messages.forEach(queue::enqueue);
            if (connection.faults().strikes(Fault.Kind.TWICE, queue)) {
                messages.forEach(queue::enqueueAgain);
            }
            return null;
        }
        Transaction transaction = connection.transactions().find(within.getTxnId());
        return transaction == null
                ? Refusal.noSuchTransaction()
                : new Enlistment(transaction, receiver.getSession())
                        .send(
                                queue,
                                messages.stream()
                                        .map(message -> new Sending(queue, message))
                                        .toList());
    }

    /** Each data section of a batch holds one encoded message; what stands around them is a copy of the first one's. */
    private static List<IncomingMessage> unpack(byte[] bytes) {
        List<IncomingMessage> messages = new ArrayList<>();
        AmqpReader reader = new AmqpReader(bytes, 0, bytes.length);
        while (reader.hasMore()) {
            if (reader.sectionCode() == DATA) {
                int length = reader.enterBinary();
                messages.add(IncomingMessage.parse(bytes, reader.at(), reader.at() + length));
                reader.step(length);
            } else {
                reader.skip();
            }
        }
        return messages;
    }

    @Override
    public void gone() {
        // What was taken stays; an answer that is still owed finds the link closed.
    }
}
