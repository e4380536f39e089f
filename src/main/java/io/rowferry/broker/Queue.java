package io.rowferry.broker;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One queue, or the dead-letter queue below one. Messages come in by {@link #enqueue}, are seen by receivers once they are
 * on disk, and leave by {@link #settle} or by {@link #tick time}. Used by the event thread only.
 */
final class Queue {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long FORGET_EVERY = 10_000;

    private final String path;
    private final QueueSettings settings;
    private final @Nullable Queue deadLetters;
    private final QueueLog log;
    private final Clock clock;
    private final Line line = new Line();
    private final Deque<Taker> takers = new ArrayDeque<>();
    private final Sessions sessions;
    private final LockTable locks;
    private final DuplicateWindow duplicates;
    private final Map<Long, Message> deferred = new HashMap<>();
    private final Timetable<Message> expiries = new Timetable<>();
    private final Timetable<MessageRecord> schedule = new Timetable<>();
    private long nextForgetting;

    /** {@code deadLetters} is null for a dead-letter queue. */
    Queue(String path, QueueSettings settings, @Nullable Queue deadLetters, QueueLog log, Clock clock) {
        this.path = path;
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.log = log;
        this.clock = clock;
        this.sessions = new Sessions(settings.lockDuration().toMillis());
        this.locks = new LockTable(settings.lockDuration().toMillis());
        this.duplicates = new DuplicateWindow(
                settings.duplicateWindow() == null
                        ? 0
                        : settings.duplicateWindow().toMillis());
        recover();
    }

    String path() {
        return path;
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

    Sessions sessions() {
        return sessions;
    }

    long now() {
        return clock.millis();
    }

    private void recover() {
        long now = now();
        if (duplicates.isOn()) {
            log.readDuplicates(duplicates, duplicates.oldestKept(now));
        }
        log.scan(0, (sequence, record) -> {
            arrive(sequence, record);
            return true;
        });
    }

    // ---- in

    /** Why this queue does not take the message; null when it does. */
    @Nullable
    Refusal refusal(IncomingMessage message) {
        if (settings.requiresSession() && message.sessionId() == null) {
            return Refusal.notAllowed("The queue '" + path + "' requires sessions; the message has no session id.");
        }
        return null;
    }

    /**
     * Takes a message that {@link #refusal} does not refuse: numbers and stores it, unless its id was seen before. What
     * the caller lets run {@link #whenDurable} after this runs when it is on disk.
     *
     * @return its sequence number; 0 for a dropped duplicate
     */
    long enqueue(IncomingMessage message) {
        long now = now();
        byte[] id = message.messageId();
        if (duplicates.isOn() && id != null) {
            MessageIdHash hash = MessageIdHash.of(id);
            if (!duplicates.isNew(hash, now)) {
                return 0;
            }
            log.remember(hash, now);
        }
        return message.scheduledAt() > now ? storeScheduled(message) : storeActive(message, now);
    }

    private long storeActive(IncomingMessage message, long now) {
        byte[] body = message.toStored(now, log.nextSequence());
        return insert(body, MessageRecord.active(0, expiry(message.ttl(), now), message.sessionId()));
    }

    private long storeScheduled(IncomingMessage message) {
        byte[] body = message.toStored(message.scheduledAt(), log.nextSequence());
        MessageRecord record =
                new MessageRecord(MessageRecord.SCHEDULED, 0, NEVER, message.scheduledAt(), message.sessionId());
        return insert(body, record);
    }

    private long insert(byte[] body, MessageRecord record) {
        long sequence = log.insert(body, record);
        log.whenDurable(() -> arrive(sequence, record));
        return sequence;
    }

    void whenDurable(Runnable action) {
        log.whenDurable(action);
    }

    private long expiry(long ttl, long now) {
        long limit =
                settings.timeToLive() == null ? NEVER : settings.timeToLive().toMillis();
        long own = ttl == StoredMessage.NONE ? NEVER : ttl;
        long life = Math.min(limit, own);
        return isDeadLetterQueue() || life == NEVER ? NEVER : now + life;
    }

    /** A message is on disk now: just stored, or found at the start. */
    private void arrive(long sequence, MessageRecord record) {
        if (record.state() == MessageRecord.SCHEDULED) {
            schedule.add(record.dueAt(), sequence, record);
            return;
        }
        MessageSession session = null;
        String sessionId = record.sessionId();
        if (settings.requiresSession() && sessionId != null) {
            session = sessions.named(sessionId);
            session.messageCame();
        }
        comeBack(new Message(sequence, record, session));
    }

    /** Makes a message that nobody holds available again, at its place. */
    private void comeBack(Message message) {
        if (message.isDeferred()) {
            message.become(Message.State.DEFERRED);
            deferred.put(message.sequence(), message);
            return;
        }
        if (message.expiresAt() != NEVER) {
            expiries.add(message.expiresAt(), message.sequence(), message);
        }
        MessageSession session = message.session();
        if (session == null) {
            line.add(message);
            pump();
        } else {
            session.line().add(message);
            sessions.hasMessages(session, now());
            pump(session);
        }
    }

    // ---- out

    /** Gives messages to receivers of a queue without sessions, as long as there are both. */
    void pump() {
        Message message = line.first();
        while (message != null) {
            Taker taker = nextTaker();
            if (taker == null) {
                return;
            }
            line.removeFirst();
            give(message, taker);
            message = line.first();
        }
    }

    /** Gives a session's messages to its holder. */
    void pump(MessageSession session) {
        Taker holder = session.holder();
        while (holder != null && holder.wants()) {
            Message message = session.line().first();
            if (message == null) {
                return;
            }
            session.line().removeFirst();
            give(message, holder);
        }
    }

    void attach(Taker taker) {
        takers.add(taker);
    }

    /** What it holds stays locked until the locks end. */
    void detach(Taker taker) {
        takers.remove(taker);
    }

    /** In turn, so that receivers share. */
    private @Nullable Taker nextTaker() {
        for (int i = takers.size(); i > 0; i--) {
            Taker taker = takers.remove();
            takers.add(taker);
            if (taker.wants()) {
                return taker;
            }
        }
        return null;
    }

    private void give(Message message, Taker taker) {
        forgetExpiry(message);
        if (message.expiresAt() <= now()) {
            expire(message);
            return;
        }
        StoredMessage body = log.body(message.sequence());
        if (taker.deletesOnReceive()) {
            remove(message);
            taker.take(new Delivery(message, body, null));
        } else {
            taker.take(new Delivery(message, body, lock(message)));
        }
    }

    private Lock lock(Message message) {
        Lock lock = locks.lock(message, now());
        MessageSession session = message.session();
        if (session != null) {
            session.hold(lock);
        }
        return lock;
    }

    /** A session's holder is gone: what it had goes back uncounted, and the next in turn may have the session. */
    void release(MessageSession session) {
        for (Lock lock : sessions.release(session)) {
            locks.remove(lock.token());
            comeBack(lock.message());
        }
        offer(session);
    }

    private void offer(MessageSession session) {
        if (session.line().first() != null) {
            sessions.hasMessages(session, now());
        } else {
            sessions.forgetIfIdle(session);
        }
    }

    StoredMessage.Stamp stamp(Message message, long lockedUntil) {
        int state = message.isDeferred() ? MessageRecord.DEFERRED : MessageRecord.ACTIVE;
        return stamp(message.sequence(), message.deliveryCount(), state, lockedUntil);
    }

    StoredMessage.Stamp stamp(long sequence, int deliveryCount, int state, long lockedUntil) {
        String source = isDeadLetterQueue() ? path.substring(0, path.lastIndexOf('/')) : "";
        return new StoredMessage.Stamp(sequence, deliveryCount, state, lockedUntil, source);
    }

    // ---- settled

    @Nullable
    Lock findLock(UUID token) {
        return locks.find(token);
    }

    void renew(Lock lock) {
        locks.renew(lock, now());
    }

    /** Applies what a receiver decided. Null when done, else why not; the message is available again then. */
    @Nullable
    Refusal settle(UUID token, Outcome outcome) {
        Lock lock = locks.remove(token);
        if (lock == null) {
            return Refusal.messageLockLost();
        }
        Message message = lock.message();
        if (message.session() != null) {
            message.session().letGo(lock);
        }
        if (outcome instanceof Outcome.Complete) {
            remove(message);
        } else if (outcome instanceof Outcome.Abandon abandon) {
            failed(message, abandon.properties());
        } else if (outcome instanceof Outcome.Defer defer) {
            putAside(message, defer.properties());
        } else if (outcome instanceof Outcome.DeadLetter dead && deadLetters != null) {
            deadLetter(message, dead.properties(), deadLetters);
        } else {
            comeBack(message);
            if (outcome instanceof Outcome.DeadLetter) {
                return Refusal.notAllowed("A dead letter cannot be dead-lettered again.");
            }
        }
        return null;
    }

    private void failed(Message message, Map<String, Object> properties) {
        message.countDelivery();
        if (message.deliveryCount() >= settings.maxDeliveryCount() && deadLetters != null) {
            Map<String, Object> reasons = new HashMap<>(properties);
            reasons.put("DeadLetterReason", "MaxDeliveryCountExceeded");
            reasons.put(
                    "DeadLetterErrorDescription",
                    "Message could not be consumed after " + settings.maxDeliveryCount() + " delivery attempts.");
            deadLetter(message, reasons, deadLetters);
            return;
        }
        modify(message, properties);
        log.update(message);
        comeBack(message);
    }

    private void putAside(Message message, Map<String, Object> properties) {
        modify(message, properties);
        Message aside = message.asDeferred();
        log.update(aside);
        comeBack(aside);
    }

    private void modify(Message message, Map<String, Object> properties) {
        if (!properties.isEmpty()) {
            log.rewrite(message.sequence(), log.body(message.sequence()).with(properties));
        }
    }

    private void deadLetter(Message message, Map<String, Object> properties, Queue to) {
        StoredMessage body = log.body(message.sequence()).with(properties);
        MessageRecord record = message.record();
        to.insert(body.bytes(), MessageRecord.active(record.deliveryCount(), NEVER, record.sessionId()));
        remove(message);
    }

    private void remove(Message message) {
        log.remove(message.sequence());
        message.become(Message.State.GONE);
        MessageSession session = message.session();
        if (session != null) {
            session.messageWent();
            sessions.forgetIfIdle(session);
        }
    }

    // ---- by number

    boolean isScheduled(long sequence) {
        return schedule.contains(sequence);
    }

    void cancelScheduled(long sequence) {
        schedule.remove(sequence);
        log.remove(sequence);
    }

    /** A deferred message that nobody holds; null when there is none of that number in that session. */
    @Nullable
    Message findDeferred(long sequence, @Nullable String sessionId) {
        Message message = deferred.get(sequence);
        if (message == null) {
            return null;
        }
        String inSession = message.session() == null ? null : message.session().id();
        return inSession == null || inSession.equals(sessionId) ? message : null;
    }

    /** Receives a message that {@link #findDeferred} found; with a lock, or for good. */
    Delivery takeDeferred(Message message, boolean withLock) {
        deferred.remove(message.sequence());
        StoredMessage body = log.body(message.sequence());
        if (withLock) {
            return new Delivery(message, body, lock(message));
        }
        remove(message);
        return new Delivery(message, body, null);
    }

    QueueLog log() {
        return log;
    }

    // ---- time

    /** Does what is due and returns the next moment at which something will be. */
    long tick() {
        long now = now();
        activateScheduled(now);
        expireWaiting(now);
        endLocks(now);
        sessions.refuseImpatient(now);
        if (duplicates.isOn() && now >= nextForgetting) {
            nextForgetting = now + FORGET_EVERY;
            if (duplicates.forgetOld(now)) {
                log.forgetDuplicatesBefore(duplicates.oldestKept(now));
            }
        }
        Lock oldest = settings.requiresSession() ? null : locks.oldest();
        return Math.min(
                Math.min(schedule.next(), expiries.next()),
                Math.min(sessions.nextDeadline(), oldest == null ? NEVER : oldest.until()));
    }

    private void activateScheduled(long now) {
        for (Long sequence = schedule.firstDue(now); sequence != null; sequence = schedule.firstDue(now)) {
            MessageRecord record = schedule.removeFirst();
            StoredMessage body = log.body(sequence).enqueuedAt(now);
            log.remove(sequence);
            insert(body.bytes(), MessageRecord.active(0, expiry(body.ttl(), now), record.sessionId()));
        }
    }

    private void expireWaiting(long now) {
        while (expiries.firstDue(now) != null) {
            expire(expiries.removeFirst());
        }
    }

    private void forgetExpiry(Message message) {
        if (message.expiresAt() != NEVER) {
            expiries.remove(message.sequence());
        }
    }

    private void expire(Message message) {
        if (settings.deadLetterOnExpiry() && deadLetters != null) {
            Map<String, Object> reasons = Map.of(
                    "DeadLetterReason", "TTLExpiredException",
                    "DeadLetterErrorDescription", "The message expired and was dead lettered.");
            deadLetter(message, reasons, deadLetters);
        } else {
            remove(message);
        }
    }

    private void endLocks(long now) {
        if (!settings.requiresSession()) {
            for (Lock lock = locks.oldest(); lock != null && lock.until() <= now; lock = locks.oldest()) {
                locks.remove(lock.token());
                failed(lock.message(), Map.of());
            }
            return;
        }
        for (MessageSession session : sessions.expired(now)) {
            Taker holder = session.holder();
            List<Lock> left = new ArrayList<>(sessions.release(session));
            if (holder != null) {
                holder.sessionLost();
            }
            for (Lock lock : left) {
                locks.remove(lock.token());
                failed(lock.message(), Map.of());
            }
            offer(session);
        }
    }
}
