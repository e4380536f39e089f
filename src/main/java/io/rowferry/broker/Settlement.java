package io.rowferry.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How deliveries of one queue end: decided by the receiver, or by time. */
final class Settlement {
    private static final String REASON = "DeadLetterReason";
    private static final String DESCRIPTION = "DeadLetterErrorDescription";

    private final int maxMessageBytes;
    private final QueueSettings settings;
    private final QueueLog log;
    private final Dispatch dispatch;
    private final @Nullable Queue deadLetters;

    /** {@code deadLetters} is null in a dead-letter queue. */
    Settlement(
            QueueSettings settings, QueueLog log, Dispatch dispatch, @Nullable Queue deadLetters, int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.settings = settings;
        this.log = log;
        this.dispatch = dispatch;
        this.deadLetters = deadLetters;
    }

    /** Applies what a receiver decided. Null when done, else why not. */
    @Nullable
    Refusal settle(UUID token, Outcome outcome) {
        Lock lock = dispatch.locks().find(token);
        if (lock == null || lock.isEnlisted()) {
            return Refusal.messageLockLost();
        }
        Message message = lock.message();
        Refusal refusal = refusal(message, PropertyChanges.of(outcome));
        if (refusal != null) {
            return refusal;
        }
        dispatch.locks().remove(token);
        Narration.settled(log.path(), message.sequence(), outcome);
        if (message.session() != null) {
            message.session().letGo(lock);
        }
        if (outcome instanceof Outcome.Complete) {
            dispatch.remove(message);
        } else if (outcome instanceof Outcome.Abandon abandon) {
            failed(message, abandon.properties());
        } else if (outcome instanceof Outcome.Defer defer) {
            putAside(message, defer.properties());
        } else if (outcome instanceof Outcome.DeadLetter dead && deadLetters != null) {
            deadLetter(message, dead.properties(), deadLetters);
        } else {
            dispatch.available(message);
            if (outcome instanceof Outcome.DeadLetter) {
                return Refusal.notAllowed("A dead letter cannot be dead-lettered again.");
            }
        }
        return null;
    }

    /** Has a transaction apply it. Null when that took it, else why not. */
    @Nullable
    Refusal settleWithin(Transaction transaction, Queue queue, List<UUID> tokens, Outcome outcome) {
        List<Settling> steps = new ArrayList<>();
        for (UUID token : tokens) {
            Lock lock = dispatch.locks().find(token);
            if (lock == null || lock.isEnlisted()) {
                steps.forEach(Settling::forget);
                return transaction.refuse(Refusal.messageLockLost());
            }
            Refusal refusal = refusal(lock.message(), PropertyChanges.of(outcome));
            if (refusal != null) {
                steps.forEach(Settling::forget);
                return transaction.refuse(refusal);
            }
            steps.add(new Settling(this, lock, outcome));
        }
        return transaction.settle(queue, steps);
    }

    boolean holds(Lock lock) {
        return lock.equals(dispatch.locks().find(lock.token()));
    }

    /** Ends a lock before its time, as far as it is still held; in a session, the session's. */
    void endEarly(Lock lock) {
        if (!holds(lock)) {
            return;
        }
        MessageSession session = lock.message().session();
        if (session == null) {
            dispatch.locks().remove(lock.token());
            failed(lock.message(), Map.of());
        } else {
            endSessionLock(session);
        }
    }

    /** Why these cannot be put into the message, which then stays locked; null when they can. */
    private @Nullable Refusal refusal(Message message, Map<String, Object> properties) {
        return properties.isEmpty()
                ? null
                : PropertyChanges.refusal(log.body(message.sequence()), properties, maxMessageBytes);
    }

    /** Ends locks and lives that are over. */
    void tick(long now) {
        Timetable<Message> expiries = dispatch.expiries();
        while (expiries.firstDue(now) != null) {
            expire(expiries.removeFirst());
        }
        if (settings.requiresSession()) {
            dispatch.sessions().expired(now).forEach(this::endSessionLock);
        } else {
            endMessageLocks(now);
        }
    }

    private void endMessageLocks(long now) {
        LockTable locks = dispatch.locks();
        for (Lock lock = locks.oldest(); lock != null && lock.until() <= now; lock = locks.oldest()) {
            locks.remove(lock.token());
            Narration.lockEnded(log.path(), lock.message().sequence());
            failed(lock.message(), Map.of());
        }
    }

    private void endSessionLock(MessageSession session) {
        Taker holder = session.holder();
        List<Lock> left = dispatch.sessions().release(session);
        Narration.sessionLockEnded(log.path(), session.id());
        if (holder != null) {
            holder.sessionLost();
        }
        for (Lock lock : left) {
            dispatch.locks().remove(lock.token());
            Narration.lockEnded(log.path(), lock.message().sequence());
            failed(lock.message(), Map.of());
        }
        dispatch.offer(session);
    }

    private void failed(Message message, Map<String, Object> properties) {
        message.countDelivery();
        if (message.deliveryCount() >= settings.maxDeliveryCount() && deadLetters != null) {
            Map<String, Object> reasons = new HashMap<>(properties);
            reasons.put(REASON, "MaxDeliveryCountExceeded");
            reasons.put(
                    DESCRIPTION,
                    "Message could not be consumed after " + settings.maxDeliveryCount() + " delivery attempts.");
            deadLetter(message, reasons, deadLetters);
            return;
        }
        modify(message, properties);
        log.update(message);
        dispatch.available(message);
    }

    private void putAside(Message message, Map<String, Object> properties) {
        modify(message, properties);
        Message aside = message.asDeferred();
        log.update(aside);
        dispatch.available(aside);
    }

    private void modify(Message message, Map<String, Object> properties) {
        if (!properties.isEmpty()) {
            log.rewrite(message.sequence(), log.body(message.sequence()).with(properties));
        }
    }

    private void expire(Message message) {
        Narration.expired(log.path(), message.sequence());
        if (settings.deadLetterOnExpiry() && deadLetters != null) {
            Map<String, Object> reasons =
                    Map.of(REASON, "TTLExpiredException", DESCRIPTION, "The message expired and was dead lettered.");
            deadLetter(message, reasons, deadLetters);
        } else {
            dispatch.remove(message);
        }
    }

    private void deadLetter(Message message, Map<String, Object> properties, Queue to) {
        Narration.deadLettered(log.path(), message.sequence());
        to.takeDeadLetter(log.body(message.sequence()).with(properties), message.record());
        dispatch.remove(message);
    }
}
