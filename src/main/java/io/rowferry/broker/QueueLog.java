package io.rowferry.broker;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The part of one queue that survives: numbers its messages and writes each change into the journal. */
final class QueueLog {
    private final int queue;
    private final Database database;
    private final Journal journal;
    private long nextSequence;

    /** {@code queue} is the queue's number on disk; {@code nextSequence} starts at 1. */
    QueueLog(int queue, Database database, Journal journal, long nextSequence) {
        this.queue = queue;
        this.database = database;
        this.journal = journal;
        this.nextSequence = nextSequence;
    }

    /** What a visitor of {@link #scan} is shown; it returns false to stop. */
    interface Visitor {
        boolean visit(long sequence, MessageRecord record);
    }

    long nextSequence() {
        return nextSequence;
    }

    /** Stores a message under the next number. */
    long insert(byte[] body, MessageRecord record) {
        long sequence = nextSequence++;
        Changes changes = journal.changes();
        changes.putBody(StoreKeys.body(queue, sequence), body);
        changes.put(StoreKeys.message(queue, sequence), record.encode());
        changes.nextSequence(queue, nextSequence);
        return sequence;
    }

    void update(Message message) {
        journal.changes()
                .put(
                        StoreKeys.message(queue, message.sequence()),
                        message.record().encode());
    }

    void rewrite(long sequence, StoredMessage body) {
        journal.rewrite(queue, sequence, body.bytes());
    }

    void remove(Message message) {
        remove(message.sequence(), message.size());
    }

    /** {@code size} is what the disk gets back. */
    void remove(long sequence, int size) {
        journal.changes().delete(StoreKeys.message(queue, sequence));
        journal.changes().deleteBody(StoreKeys.body(queue, sequence), size);
    }

    /** The body of a message that is there; throws {@link StoreException} when the disk lost it. */
    StoredMessage body(long sequence) {
        StoredMessage body = journal.body(queue, sequence);
        if (body == null) {
            throw new StoreException("the body of message " + sequence + " of queue " + queue + " is missing", null);
        }
        return body;
    }

    /** As {@link #body}, null when the message has just been settled. */
    @Nullable
    StoredMessage bodyIfThere(long sequence) {
        return journal.body(queue, sequence);
    }

    /** Visits what is on disk, from that number on, in order. */
    void scan(long from, Visitor visitor) {
        database.scan(
                StoreKeys.messages(queue),
                StoreKeys.message(queue, Math.max(0, from)),
                (key, value) -> visitor.visit(ByteBuffer.wrap(key).getLong(5), MessageRecord.decode(value)));
    }

    void remember(MessageIdHash id, long time) {
        journal.changes().put(StoreKeys.duplicate(queue, time, id), new byte[0]);
    }

    void forgetDuplicatesBefore(long time) {
        journal.changes().deleteRange(StoreKeys.duplicatesUntil(queue, 0), StoreKeys.duplicatesUntil(queue, time));
    }

    void readDuplicates(DuplicateWindow into, long since) {
        database.scan(StoreKeys.duplicates(queue), StoreKeys.duplicatesUntil(queue, since), (key, value) -> {
            ByteBuffer view = ByteBuffer.wrap(key, 5, 24);
            long time = view.getLong();
            into.remember(new MessageIdHash(view.getLong(), view.getLong()), time);
            return true;
        });
    }

    byte @Nullable [] sessionState(String session) {
        return database.indexed(StoreKeys.sessionState(queue, session));
    }

    /** Null clears it. */
    void setSessionState(String session, byte @Nullable [] state) {
        byte[] key = StoreKeys.sessionState(queue, session);
        if (state == null) {
            journal.changes().delete(key);
        } else {
            journal.changes().put(key, state);
        }
    }

    void whenDurable(Runnable action) {
        journal.whenDurable(action);
    }
}
