package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;
import org.jspecify.annotations.Nullable;

/** A client receives from a queue, or from one session of it. */
final class DeliveryLink implements ClientLink, Taker {
    private final ClientConnection connection;
    private final Sender sender;
    private final Queue queue;
    private final @Nullable MessageSession session;
    private final Outbox outbox;
    private final boolean deletesOnReceive;
    private int reserved;
    private boolean ended;

    /** {@code session} is null for a queue without sessions. */
    DeliveryLink(ClientConnection connection, Sender sender, Queue queue, @Nullable MessageSession session) {
        this.connection = connection;
        this.sender = sender;
        this.queue = queue;
        this.session = session;
        this.outbox = new Outbox(connection, sender);
        this.deletesOnReceive = sender.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED;
    }

    void open() {
        sender.setLinkedResource(this);
        sender.creditStateUpdateHandler(link -> {
            connection.used(sender);
            connection.guard(this::progress);
        });
        sender.deliveryStateUpdatedHandler(delivery -> connection.guard(() -> decided(delivery)));
        sender.open();
        if (session == null) {
            queue.dispatch().attach(this);
        }
    }

    @Override
    public boolean wants() {
        return !ended && outbox.isReady() && sender.getCredit() > reserved && !connection.isLagging();
    }

    @Override
    public boolean deletesOnReceive() {
        return deletesOnReceive;
    }

    @Override
    public void take(Delivery delivery) {
        Lock lock = delivery.lock();
        if (lock == null) {
            reserved++;
            queue.whenDurable(() -> {
                reserved--;
                if (outbox.isReady() && !connection.isCutAt(queue)) {
                    send(delivery, anyTag(), StoredMessage.NONE);
                }
            });
        } else if (!connection.isCutAt(queue)) {
            send(delivery, lock.tag(), lock.until()).setLinkedResource(lock.token());
            Fault early = connection.faults().strike(Fault.Kind.EXPIRE_LOCK, queue);
            if (early != null) {
                connection.faults().after(early, () -> queue.settlement().endEarly(lock));
            }
        }
    }

    private OutgoingDelivery send(Delivery delivery, byte[] tag, long lockedUntil) {
        connection.used(sender);
        StoredMessage body = delivery.body();
        byte[] head = body.head(queue.stamp(delivery.message(), lockedUntil));
        ProtonBuffer message = ProtonBufferAllocator.defaultAllocator().composite(new ProtonBuffer[] {
            ProtonByteArrayBufferAllocator.wrapped(head),
            ProtonByteArrayBufferAllocator.wrapped(body.bytes(), body.keptAt(), body.keptLength())
        });
        return outbox.send(tag, lockedUntil == StoredMessage.NONE, message);
    }

    private static byte[] anyTag() {
        UUID random = UUID.randomUUID();
        return ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
    }

    @Override
    public void progress() {
        if (ended) {
            return;
        }
        outbox.proceed();
        if (session == null) {
            queue.dispatch().pump();
        } else {
            queue.dispatch().pump(session);
        }
        if (sender.isDraining() && reserved == 0 && outbox.isReady() && !connection.isLagging()) {
            sender.drained();
        }
    }

    private void decided(OutgoingDelivery delivery) {
        connection.used(sender);
        UUID token = delivery.getLinkedResource(UUID.class);
        DeliveryState state = delivery.getRemoteState();
        if (token == null || delivery.isSettled() || connection.faults().strikes(Fault.Kind.LOSE_SETTLEMENT, queue)) {
            return;
        }
        Refusal refusal = settle(token, state);
        if (refusal == null) {
            queue.whenDurable(() ->
                    connection.faults().acknowledge(queue, () -> answer(delivery, Dispositions.answer(state))));
        } else {
            Narration.refused(connection.peer(), refusal);
            queue.whenDurable(() -> answer(delivery, new Rejected(refusal.toError())));
        }
    }

    private void answer(OutgoingDelivery delivery, DeliveryState state) {
        if (connection.isUsable(sender) && !delivery.isSettled()) {
            delivery.disposition(state, true);
        }
    }

    private @Nullable Refusal settle(UUID token, DeliveryState state) {
        Outcome outcome = Dispositions.outcome(state);
        if (outcome == null) {
            return Refusal.notImplemented("This broker cannot settle by " + state + ".");
        }
        if (!(state instanceof TransactionalState within)) {
            return queue.settlement().settle(token, outcome);
        }
        Transaction transaction = connection.transactions().find(within.getTxnId());
        return transaction == null
                ? Refusal.noSuchTransaction()
                : queue.settlement().settleWithin(transaction, queue, List.of(token), outcome);
    }

    @Override
    public void sessionLost() {
        ended = true;
        if (connection.isUsable(sender) && session != null) {
            sender.setCondition(Refusal.sessionLockLost(session.id()).toError());
            sender.close();
        }
    }

    @Override
    public void gone() {
        if (!ended) {
            ended = true;
            if (session == null) {
                queue.dispatch().detach(this);
            } else {
                queue.dispatch().release(session);
            }
        }
    }

    @Override
    public boolean endsWhenIdle() {
        return true;
    }

    boolean isOf(ClientConnection other) {
        return !ended && connection == other;
    }
}
