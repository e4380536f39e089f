package io.rowferry.broker;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which message goes to which receiver: the messages of one queue that nobody holds, the receivers that want some, and the
 * locks of those that were given away.
 */
final class Dispatch {
    private final QueueSettings settings;
    private final QueueLog log;
    private final Clock clock;
    private final Line line = new Line();
    private final Deque<Taker> takers = new ArrayDeque<>();
    private final Sessions sessions;
    private final LockTable locks;
    private final Map<Long, Message> deferred = new HashMap<>();
    private final Timetable<Message> expiries = new Timetable<>();

    Dispatch(QueueSettings settings, QueueLog log, Clock clock) {
        this.settings = settings;
        this.log = log;
        this.clock = clock;
        this.sessions = new Sessions(settings.lockDuration().toMillis());
        this.locks = new LockTable(settings.lockDuration().toMillis());
    }

    Sessions sessions() {
        return sessions;
    }

    LockTable locks() {
        return locks;
    }

    /** How many messages are put aside and held by nobody. */
    int deferred() {
        return deferred.size();
    }

    /** Waiting messages by the end of their life; those that are locked or deferred do not expire. */
    Timetable<Message> expiries() {
        return expiries;
    }

    /** A message that is on disk and was not known here. */
    void arrived(long sequence, MessageRecord record) {
        MessageSession session = null;
        String sessionId = record.sessionId();
        if (settings.requiresSession() && sessionId != null) {
            session = sessions.named(sessionId);
            session.messageCame();
        }
        available(new Message(sequence, record, session));
    }

    /** Makes a message that nobody holds available, at its place. */
    void available(Message message) {
        if (message.isDeferred()) {
            message.become(Message.State.DEFERRED);
            deferred.put(message.sequence(), message);
            return;
        }
        if (message.expiresAt() != MessageRecord.NEVER) {
            expiries.add(message.expiresAt(), message.sequence(), message);
        }
        MessageSession session = message.session();
        if (session == null) {
            line.add(message);
            pump();
        } else {
            session.line().add(message);
            sessions.hasMessages(session, clock.millis());
            pump(session);
        }
    }

    /** Ends a message for good. */
    void remove(Message message) {
        log.remove(message);
        message.become(Message.State.GONE);
        MessageSession session = message.session();
        if (session != null) {
            session.messageWent();
            sessions.forgetIfIdle(session);
        }
    }

    void attach(Taker taker) {
        takers.add(taker);
    }

    /** What it holds stays locked until the locks end. */
    void detach(Taker taker) {
        takers.remove(taker);
    }

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
        if (message.expiresAt() != MessageRecord.NEVER) {
            expiries.remove(message.sequence());
        }
        taker.take(handOver(message, !taker.deletesOnReceive()));
    }

    private Delivery handOver(Message message, boolean withLock) {
        StoredMessage body = log.body(message.sequence());
        Narration.went(log.path(), message, withLock);
        if (!withLock) {
            remove(message);
            return new Delivery(message, body, null);
        }
        Lock lock = locks.lock(message, clock.millis());
        MessageSession session = message.session();
        if (session != null) {
            session.hold(lock);
        }
        return new Delivery(message, body, lock);
    }

    /** A deferred message that nobody holds; null when there is none of that number. */
    @Nullable
    Message findDeferred(long sequence) {
        return deferred.get(sequence);
    }

    /** Receives a message that {@link #findDeferred} found; with a lock, or for good. */
    Delivery takeDeferred(Message message, boolean withLock) {
        deferred.remove(message.sequence());
        return handOver(message, withLock);
    }

    /** A session's holder is gone: what it had goes back uncounted, and the next in turn may have the session. */
    void release(MessageSession session) {
        for (Lock lock : sessions.release(session)) {
            locks.remove(lock.token());
            available(lock.message());
        }
        offer(session);
    }

    /** Lets the next waiting receiver have a session that nobody holds, or forgets it when it is empty. */
    void offer(MessageSession session) {
        if (session.line().first() != null) {
            sessions.hasMessages(session, clock.millis());
        } else {
            sessions.forgetIfIdle(session);
        }
    }

    /** The next moment at which time alone changes something here. */
    long nextDeadline() {
        Lock oldest = settings.requiresSession() ? null : locks.oldest();
        return Math.min(
                expiries.next(), Math.min(sessions.nextDeadline(), oldest == null ? Long.MAX_VALUE : oldest.until()));
    }
}
