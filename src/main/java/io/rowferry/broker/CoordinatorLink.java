package io.rowferry.broker;

import java.util.HashSet;
import java.util.Set;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transactions.Declare;
import org.apache.qpid.protonj2.types.transactions.Declared;
import org.apache.qpid.protonj2.types.transactions.Discharge;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/** A client begins and ends transactions here; those it leaves open are rolled back with the link. */
final class CoordinatorLink implements ClientLink {
    private static final int CREDIT = 100;
    private static final int MAX_BYTES = 1024;

    private final ClientConnection connection;
    private final Receiver receiver;
    private final Namespace namespace;
    private final Inflow inflow;
    private final Set<Transaction> declared = new HashSet<>();
    private @Nullable String firstEntity;

    CoordinatorLink(ClientConnection connection, Receiver receiver, Namespace namespace) {
        this.connection = connection;
        this.receiver = receiver;
        this.namespace = namespace;
        this.inflow = new Inflow(connection, receiver, MAX_BYTES, CREDIT);
    }

    void open() {
        receiver.deliveryReadHandler(delivery -> connection.guard(() -> read(delivery)));
        inflow.open();
    }

    /**
     * Notes that this session has a link to the queue. The first entity is the one through which everything in the session
     * goes: messages of no other can be received there.
     *
     * @return false for a receiver of another entity
     */
    boolean admits(Queue queue, boolean receives) {
        firstEntity = firstEntity == null ? queue.entity() : firstEntity;
        return !receives || firstEntity.equals(queue.entity());
    }

    private void read(IncomingDelivery delivery) {
        if (inflow.isWhole(delivery)) {
            handle(delivery);
            inflow.topUp();
        }
    }

    private void handle(IncomingDelivery delivery) {
        Object request = decode(Inflow.bytes(delivery));
        if (request instanceof Declare) {
            declare(delivery);
        } else if (request instanceof Discharge discharge) {
            discharge(delivery, discharge);
        } else {
            settle(
                    delivery,
                    new Rejected(Refusal.unreadable("A transaction is declared or discharged here.")
                            .toError()));
        }
    }

    /** Null for anything that is no AMQP value. */
    private static @Nullable Object decode(byte[] payload) {
        try {
            Decoder decoder = CodecFactory.getDefaultDecoder();
            Object section =
                    decoder.readObject(ProtonByteArrayBufferAllocator.wrapped(payload), decoder.newDecoderState());
            return section instanceof AmqpValue<?> value ? value.getValue() : null;
        } catch (RuntimeException malformed) {
            return null;
        }
    }

    private void declare(IncomingDelivery delivery) {
        Refusal onPurpose = connection.faults().refusedTransaction();
        Transaction transaction = onPurpose == null ? connection.transactions().declare(receiver.getSession()) : null;
        if (transaction == null) {
            Refusal refusal = onPurpose == null ? Refusal.tooManyTransactions() : onPurpose;
            Narration.refused(connection.peer(), refusal);
            settle(delivery, new Rejected(refusal.toError()));
        } else {
            Narration.transaction(connection.peer(), "began");
            declared.add(transaction);
            settle(delivery, new Declared().setTxnId(transaction.onTheWire()));
        }
    }

    private void discharge(IncomingDelivery delivery, Discharge discharge) {
        Transaction transaction = connection.transactions().find(discharge.getTxnId());
        if (transaction == null) {
            settle(delivery, new Rejected(Refusal.noSuchTransaction().toError()));
            return;
        }
        connection.transactions().ended(transaction);
        declared.remove(transaction);
        if (discharge.getFail()) {
            Narration.transaction(connection.peer(), "rolled back");
            transaction.rollBack();
            settle(delivery, Accepted.getInstance());
            return;
        }
        Refusal refusal = transaction.commit();
        if (refusal == null) {
            Narration.transaction(connection.peer(), "committed");
        } else {
            Narration.refused(connection.peer(), refusal);
        }
        DeliveryState answer = refusal == null ? Accepted.getInstance() : new Rejected(refusal.toError());
        namespace.whenDurable(() -> settle(delivery, answer));
    }

    private void settle(IncomingDelivery delivery, DeliveryState answer) {
        if (connection.isUsable(receiver)) {
            delivery.disposition(answer, true);
        }
    }

    @Override
    public void gone() {
        inflow.gone();
        connection.transactions().rollBack(declared);
        declared.clear();
    }
}
