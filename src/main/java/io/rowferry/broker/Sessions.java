package io.rowferry.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions of one queue: who holds which, which have messages and no holder, and who waits for one. */
final class Sessions {
    private final long lockDuration;
    private final Map<String, MessageSession> known = new HashMap<>();
    private final Set<MessageSession> free = new LinkedHashSet<>();
    private final Set<MessageSession> held = new LinkedHashSet<>();
    private final Deque<SessionWaiter> waiters = new ArrayDeque<>();

    /** In milliseconds. */
    Sessions(long lockDuration) {
        this.lockDuration = lockDuration;
    }

    /** Sessions that have messages or a holder. */
    int known() {
        return known.size();
    }

    int held() {
        return held.size();
    }

    MessageSession named(String id) {
        return known.computeIfAbsent(id, MessageSession::new);
    }

    @Nullable
    MessageSession find(String id) {
        return known.get(id);
    }

    /** Answers at once where the answer is clear, else keeps the waiter until a session becomes free. */
    void accept(SessionWaiter waiter, long now) {
        String wanted = waiter.wantedSession();
        if (wanted == null) {
            waiters.add(waiter);
            grantWaiting(now);
            return;
        }
        MessageSession session = named(wanted);
        if (session.holder() == null) {
            grant(session, waiter, now);
        } else {
            waiter.refused(Refusal.sessionTaken(wanted));
        }
    }

    void forget(SessionWaiter waiter) {
        waiters.remove(waiter);
    }

    /** Called whenever a session has got a message that may be delivered. */
    void hasMessages(MessageSession session, long now) {
        if (session.holder() == null && free.add(session)) {
            grantWaiting(now);
        }
    }

    void renew(MessageSession session, long now) {
        held.remove(session);
        session.renew(now + lockDuration);
        held.add(session);
    }

    /** Takes the session from its holder; what the holder had not settled is returned. */
    List<Lock> release(MessageSession session) {
        held.remove(session);
        return session.free();
    }

    void forgetIfIdle(MessageSession session) {
        if (session.isIdle()) {
            known.remove(session.id());
            free.remove(session);
        }
    }

    /** Sessions whose lock has ended. */
    List<MessageSession> expired(long now) {
        List<MessageSession> over = new ArrayList<>();
        for (MessageSession session : held) {
            if (session.lockedUntil() > now) {
                break;
            }
            over.add(session);
        }
        return over;
    }

    void refuseImpatient(long now) {
        List<SessionWaiter> over = new ArrayList<>();
        waiters.removeIf(waiter -> waiter.patienceEnds() <= now && over.add(waiter));
        over.forEach(waiter -> waiter.refused(Refusal.noSessionInTime()));
    }

    /** The next moment at which time alone changes something here. */
    long nextDeadline() {
        long next = held.isEmpty() ? Long.MAX_VALUE : held.iterator().next().lockedUntil();
        for (SessionWaiter waiter : waiters) {
            next = Math.min(next, waiter.patienceEnds());
        }
        return next;
    }

    private void grantWaiting(long now) {
        while (!waiters.isEmpty() && !free.isEmpty()) {
            MessageSession session = free.iterator().next();
            if (session.line().first() == null) {
                free.remove(session);
                forgetIfIdle(session);
            } else {
                grant(session, waiters.remove(), now);
            }
        }
    }

    private void grant(MessageSession session, SessionWaiter waiter, long now) {
        free.remove(session);
        session.renew(now + lockDuration);
        session.hold(waiter.granted(session), now + lockDuration);
        held.add(session);
    }
}
