package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** What stays in memory of a message while it waits, is locked or deferred; its body is on disk. */
final class Message {
    /** Where a message stands. Only a {@code READY} one may be delivered. */
    enum State {
        READY,
        LOCKED,
        DEFERRED,
        GONE
    }

    private final long sequence;
    private final long expiresAt;
    private final int size;
    private final @Nullable MessageSession session;
    private final boolean deferred;
    private int deliveryCount;
    private State state;

    Message(long sequence, MessageRecord record, @Nullable MessageSession session) {
        this.sequence = sequence;
        this.expiresAt = record.expiresAt();
        this.size = record.size();
        this.session = session;
        this.deferred = record.state() == MessageRecord.DEFERRED;
        this.deliveryCount = record.deliveryCount();
        this.state = deferred ? State.DEFERRED : State.READY;
    }

    long sequence() {
        return sequence;
    }

    /** About as many bytes as it takes on disk. */
    int size() {
        return size;
    }

    /** Epoch milliseconds; {@link MessageRecord#NEVER} for never. */
    long expiresAt() {
        return expiresAt;
    }

    /** Null in a queue without sessions. */
    @Nullable
    MessageSession session() {
        return session;
    }

    /** True once it was put aside: from then on it is received by its number only, even after a lost lock. */
    boolean isDeferred() {
        return deferred;
    }

    int deliveryCount() {
        return deliveryCount;
    }

    void countDelivery() {
        deliveryCount++;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    MessageRecord record() {
        return record(deferred ? MessageRecord.DEFERRED : MessageRecord.ACTIVE);
    }

    private MessageRecord record(int recordState) {
        String sessionId = session == null ? null : session.id();
        return new MessageRecord(recordState, deliveryCount, expiresAt, 0, size, sessionId);
    }

    /** The same message after it was put aside. */
    Message asDeferred() {
        return new Message(sequence, record(MessageRecord.DEFERRED), session);
    }
}
