package io.rowferry.broker;

import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/** A client sends into a queue: single messages, and batches that are taken or rejected as a whole. */
final class IntakeLink implements ClientLink {
    private static final int CREDIT = 1000;
    private static final int SINGLE_FORMAT = 0;
    private static final int BATCH_FORMAT = 0x80013700;
    private static final int DATA = 0x75;

    private final ClientConnection connection;
    private final Receiver receiver;
    private final Queue queue;
    private final int maxBytes;
    private final Inflow inflow;

    IntakeLink(ClientConnection connection, Receiver receiver, Queue queue, int maxBytes) {
        this.connection = connection;
        this.receiver = receiver;
        this.queue = queue;
        this.maxBytes = maxBytes;
        this.inflow = new Inflow(connection, receiver, maxBytes, CREDIT);
    }

    void open() {
        receiver.deliveryReadHandler(delivery -> connection.guard(() -> read(delivery)));
        inflow.open();
    }

    private void read(IncomingDelivery delivery) {
        if (inflow.isWhole(delivery)) {
            take(delivery);
            inflow.topUp();
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
            spoil(delivery.getRemoteState(), refusal);
            queue.whenDurable(() -> answer(delivery, new Rejected(refusal.toError())));
        }
    }

    /** Whatever a send within a transaction is refused for, the commit must not go on without it. */
    private void spoil(@Nullable DeliveryState state, Refusal refusal) {
        Transaction transaction = state instanceof TransactionalState within
                ? connection.transactions().find(within.getTxnId())
                : null;
        if (transaction != null) {
            transaction.refuse(refusal);
        }
    }

    private void answer(IncomingDelivery delivery, DeliveryState state) {
        if (connection.isUsable(receiver)) {
            delivery.disposition(state, true);
        }
    }

    private @Nullable Refusal refuseOrEnqueue(IncomingDelivery delivery) {
        byte[] bytes = Inflow.bytes(delivery);
        if (bytes.length > maxBytes) {
            return Refusal.tooLarge(bytes.length, maxBytes);
        }
        int format = delivery.getMessageFormat();
        if (format != SINGLE_FORMAT && format != BATCH_FORMAT) {
            return Refusal.notImplemented(
                    "The message format 0x" + Integer.toHexString(format) + " is not known here.");
        }
        try {
            List<IncomingMessage> messages =
                    format == BATCH_FORMAT ? unpack(bytes) : List.of(IncomingMessage.parse(bytes, 0, bytes.length));
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
        MessageSections.of(bytes, 0, bytes.length);
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
        if (messages.isEmpty()) {
            throw new MalformedMessageException("the batch is empty");
        }
        return messages;
    }

    @Override
    public boolean endsWhenIdle() {
        return true;
    }

    /** What was taken stays; an answer that is still owed finds the link closed. */
    @Override
    public void gone() {
        inflow.gone();
    }
}
