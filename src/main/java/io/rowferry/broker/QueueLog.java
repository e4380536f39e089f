package io.rowferry.broker;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The part of one queue that survives: numbers its messages and writes each change into the journal. */
final class QueueLog {
    private static final int FORGOTTEN_AT_ONCE = 10_000;

    private final String path;
    private final int queue;
    private final Database database;
    private final Journal journal;
    private final boolean indexesSessions;
    private long nextSequence;
    private long messages;
    private long bytes;
    private long forgottenBefore;

    /** {@code queue} is the queue's number on disk; {@code nextSequence} starts at 1. */
    QueueLog(String path, int queue, boolean indexesSessions, Database database, Journal journal, long nextSequence) {
        this.path = path;
        this.queue = queue;
        this.indexesSessions = indexesSessions;
        this.database = database;
        this.journal = journal;
        this.nextSequence = nextSequence;
    }

    /** What a visitor of {@link #scan} is shown; it returns false to stop. */
    interface Visitor {
        boolean visit(long sequence, MessageRecord record);
    }

    /** The queue's, as clients write it. */
    String path() {
        return path;
    }

    /** How many messages are stored, scheduled and deferred ones among them. */
    long messages() {
        return messages;
    }

    /** What they take on disk, about. */
    long bytes() {
        return bytes;
    }

    /** Counts a message that was found at the start. */
    void found(MessageRecord record) {
        messages++;
        bytes += record.size();
    }

    /** Gives out the next number, for good. */
    long number() {
        long sequence = nextSequence++;
        journal.changes().nextSequence(queue, nextSequence);
        return sequence;
    }

    /** Stores a message under a number that was given out for it. */
    void insert(long sequence, byte[] body, MessageRecord record) {
        journal.putBody(new BodyKey(queue, sequence), body);
        journal.changes().put(StoreKeys.message(queue, sequence), record.encode());
        messages++;
        bytes += record.size();
        index(sequence, record);
    }

    /** Notes which session a message is in, so that {@link #scan(String, long, Visitor)} finds it. */
    void index(long sequence, MessageRecord record) {
        if (record.sessionId() != null && indexesSessions) {
            journal.changes().put(StoreKeys.messageOf(queue, record.sessionId(), sequence), new byte[0]);
        }
    }

    void update(Message message) {
        journal.changes()
                .put(
                        StoreKeys.message(queue, message.sequence()),
                        message.record().encode());
    }

    void rewrite(long sequence, StoredMessage body) {
        journal.rewriteBody(new BodyKey(queue, sequence), body.bytes());
    }

    void remove(Message message) {
        remove(message.sequence(), message.record());
    }

    void remove(long sequence, MessageRecord record) {
        journal.changes().delete(StoreKeys.message(queue, sequence));
        if (record.sessionId() != null && indexesSessions) {
            journal.changes().delete(StoreKeys.messageOf(queue, record.sessionId(), sequence));
        }
        journal.deleteBody(new BodyKey(queue, sequence), record.size());
        messages--;
        bytes -= record.size();
    }

    /** The body of a message that is there; throws {@link StoreException} when the disk lost it. */
    StoredMessage body(long sequence) {
        StoredMessage body = journal.body(new BodyKey(queue, sequence));
        if (body == null) {
            throw new StoreException("the body of message " + sequence + " of queue " + queue + " is missing", null);
        }
        return body;
    }

    /** As {@link #body}, null when the message has just been settled. */
    @Nullable
    StoredMessage bodyIfThere(long sequence) {
        return journal.body(new BodyKey(queue, sequence));
    }

    /** Visits what is on disk, from that number on, in order. */
    void scan(long from, Visitor visitor) {
        database.scan(
                StoreKeys.messages(queue),
                StoreKeys.message(queue, Math.max(0, from)),
                (key, value) -> visitor.visit(ByteBuffer.wrap(key).getLong(5), MessageRecord.decode(value)));
    }

    /** As {@link #scan}, in one session of a queue that requires them: at no cost of those in others. */
    void scan(String session, long from, Visitor visitor) {
        database.scan(
                StoreKeys.messagesOf(queue, session),
                StoreKeys.messageOf(queue, session, Math.max(0, from)),
                (key, nothing) -> {
                    long sequence = ByteBuffer.wrap(key).getLong(key.length - 8);
                    byte[] record = database.indexed(StoreKeys.message(queue, sequence));
                    return record == null || visitor.visit(sequence, MessageRecord.decode(record));
                });
    }

    /** When the id was last remembered; {@link Long#MIN_VALUE} if it is not. */
    long seenAt(MessageIdHash id) {
        byte[] time = database.indexed(StoreKeys.seen(queue, id));
        return time == null ? Long.MIN_VALUE : ByteBuffer.wrap(time).getLong();
    }

    void remember(MessageIdHash id, long time) {
        byte[] value = ByteBuffer.allocate(8).putLong(time).array();
        journal.changes().put(StoreKeys.seen(queue, id), value);
        journal.changes().put(StoreKeys.seenAt(queue, time, id), new byte[0]);
        forgottenBefore = Math.min(forgottenBefore, time); // the clock was set back
    }

    /**
     * Forgets some of the ids that were remembered before that time; called again it forgets more. It starts where it
     * ended, since what was deleted must be stepped over on disk for a while.
     */
    void forgetSeenBefore(long time) {
        int[] left = {FORGOTTEN_AT_ONCE};
        byte[] from = StoreKeys.seenAt(queue, forgottenBefore, new MessageIdHash(0, 0));
        database.scan(StoreKeys.seenTimes(queue), from, (key, value) -> {
            ByteBuffer view = ByteBuffer.wrap(key, 5, 24);
            long then = view.getLong();
            if (then >= time || left[0]-- == 0) {
                return false;
            }
            forgottenBefore = then;
            MessageIdHash id = new MessageIdHash(view.getLong(), view.getLong());
            if (seenAt(id) == then) {
                journal.changes().delete(StoreKeys.seen(queue, id));
            }
            journal.changes().delete(key);
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
