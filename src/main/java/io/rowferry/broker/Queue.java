package io.rowferry.broker;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * One queue, or the dead-letter queue below one. Messages come in here; once they are on disk {@link Dispatch} gives them
 * to receivers and {@link Settlement} ends them. Used by the event thread only.
 */
final class Queue {
    private static final long FORGET_EVERY = 100;

    private final String path;
    private final QueueSettings settings;
    private final @Nullable Queue deadLetters;
    private final QueueLog log;
    private final Clock clock;
    private final int maxMessageBytes;
    private final Dispatch dispatch;
    private final Settlement settlement;
    private final DuplicateWindow duplicates;
    private final Timetable<MessageRecord> schedule = new Timetable<>();
    private long nextForgetting;

    /** {@code deadLetters} is null for a dead-letter queue. */
    Queue(
            String path,
            QueueSettings settings,
            @Nullable Queue deadLetters,
            QueueLog log,
            Clock clock,
            int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.path = path;
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.log = log;
        this.clock = clock;
        this.dispatch = new Dispatch(settings, log, clock);
        this.settlement = new Settlement(settings, log, dispatch, deadLetters, maxMessageBytes);
        this.duplicates = new DuplicateWindow(
                log,
                settings.duplicateWindow() == null
                        ? 0
                        : settings.duplicateWindow().toMillis());
    }

    /** Takes in what is on disk; before anything else. {@code indexing} when an older version wrote it. */
    void recover(boolean indexing) {
        log.scan(0, (sequence, record) -> {
            log.found(record);
            arrive(sequence, record);
            if (indexing) {
                log.index(sequence, record);
            }
            return true;
        });
    }

    String path() {
        return path;
    }

    /** The queue, of a dead-letter queue the one above: what Service Bus takes for one entity in a transaction. */
    String entity() {
        return isDeadLetterQueue() ? path.substring(0, path.lastIndexOf('/')) : path;
    }

    /** The largest message, batch or session state that it takes. */
    int maxMessageBytes() {
        return maxMessageBytes;
    }

    QueueSettings settings() {
        return settings;
    }

    @Nullable
    Queue deadLetters() {
        return deadLetters;
    }

    boolean isDeadLetterQueue() {
        return deadLetters == null;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    Settlement settlement() {
        return settlement;
    }

    QueueLog log() {
        return log;
    }

    long now() {
        return clock.millis();
    }

    void whenDurable(Runnable action) {
        log.whenDurable(action);
    }

    /** Why this queue does not take the message; null when it does. */
    @Nullable
    Refusal refusal(IncomingMessage message) {
        if (isDeadLetterQueue()) {
            return Refusal.notAllowed("Nobody can send to a dead-letter queue.");
        }
        if (settings.requiresSession() && message.sessionId() == null) {
            return Refusal.notAllowed("The queue '" + path + "' requires sessions; the message has no session id.");
        }
        return MessageLimits.refusal(message);
    }

    /**
     * Takes a message that {@link #refusal} does not refuse: numbers and stores it, unless its id was seen before. What
     * the caller lets run {@link #whenDurable} after this runs when it is on disk.
     *
     * @return its sequence number; 0 for a dropped duplicate
     */
    long enqueue(IncomingMessage message) {
        if (isDuplicate(message)) {
            return 0;
        }
        long sequence = log.number();
        store(sequence, message);
        return sequence;
    }

    /** As {@link #enqueue(IncomingMessage)}, under a number that was given out before. */
    void enqueue(IncomingMessage message, long sequence) {
        if (!isDuplicate(message)) {
            store(sequence, message);
        }
    }

    /** Stores one more of a message that was just taken, whatever the queue says of duplicates. */
    void enqueueAgain(IncomingMessage message) {
        store(log.number(), message);
    }

    private boolean isDuplicate(IncomingMessage message) {
        byte[] id = message.messageId();
        if (id == null || duplicates.isNew(MessageIdHash.of(id), now())) {
            return false;
        }
        Narration.cameAgain(path);
        return true;
    }

    private void store(long sequence, IncomingMessage message) {
        long now = now();
        boolean scheduled = message.scheduledAt() > now;
        byte[] body = message.toStored(scheduled ? message.scheduledAt() : now, sequence);
        insert(
                sequence,
                body,
                scheduled
                        ? MessageRecord.scheduled(message.scheduledAt(), body.length, message.sessionId())
                        : MessageRecord.active(0, expiry(message.ttl(), now), body.length, message.sessionId()));
    }

    /** Takes a message that the queue above gave up. */
    void takeDeadLetter(StoredMessage body, MessageRecord above) {
        byte[] bytes = body.bytes();
        insert(
                log.number(),
                bytes,
                MessageRecord.active(above.deliveryCount(), MessageRecord.NEVER, bytes.length, above.sessionId()));
    }

    private void insert(long sequence, byte[] body, MessageRecord record) {
        log.insert(sequence, body, record);
        Narration.came(path, sequence, record);
        log.whenDurable(() -> arrive(sequence, record));
    }

    private long expiry(long ttl, long now) {
        long limit = settings.timeToLive() == null
                ? MessageRecord.NEVER
                : settings.timeToLive().toMillis();
        long life = ttl == StoredMessage.NONE ? limit : Math.min(limit, ttl);
        return life == MessageRecord.NEVER ? MessageRecord.NEVER : now + life;
    }

    /** A message is on disk now: just stored, or found at the start. */
    private void arrive(long sequence, MessageRecord record) {
        if (record.state() == MessageRecord.SCHEDULED) {
            schedule.add(record.dueAt(), sequence, record);
        } else {
            dispatch.arrived(sequence, record);
        }
    }

    int scheduled() {
        return schedule.size();
    }

    boolean isScheduled(long sequence) {
        return schedule.contains(sequence);
    }

    void cancelScheduled(long sequence) {
        log.remove(sequence, schedule.remove(sequence));
    }

    /** Does what is due and returns the next moment at which something will be. */
    long tick() {
        long now = now();
        activateScheduled(now);
        settlement.tick(now);
        dispatch.sessions().refuseImpatient(now);
        if (now >= nextForgetting) {
            nextForgetting = now + FORGET_EVERY;
            duplicates.forgetOld(now);
        }
        return Math.min(schedule.next(), dispatch.nextDeadline());
    }

    /** Each becomes a message enqueued now, with a number of now. */
    private void activateScheduled(long now) {
        for (Long sequence = schedule.firstDue(now); sequence != null; sequence = schedule.firstDue(now)) {
            MessageRecord record = schedule.removeFirst();
            StoredMessage body = log.body(sequence).enqueuedAt(now);
            log.remove(sequence, record);
            insert(
                    log.number(),
                    body.bytes(),
                    MessageRecord.active(0, expiry(body.ttl(), now), record.size(), record.sessionId()));
        }
    }

    /** What differs between the deliveries of a message; {@code lockedUntil} may be {@link StoredMessage#NONE}. */
    StoredMessage.Stamp stamp(Message message, long lockedUntil) {
        int state = message.isDeferred() ? MessageRecord.DEFERRED : MessageRecord.ACTIVE;
        return stamp(message.sequence(), message.deliveryCount(), state, lockedUntil);
    }

    StoredMessage.Stamp stamp(long sequence, int deliveryCount, int state, long lockedUntil) {
        String source = isDeadLetterQueue() ? entity() : "";
        return new StoredMessage.Stamp(sequence, deliveryCount, state, lockedUntil, source);
    }
}
