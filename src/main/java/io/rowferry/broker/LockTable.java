package io.rowferry.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one queue by token. All last equally long from their start or renewal, so the order of insertion is the
 * order of expiry.
 */
final class LockTable {
    private final Map<UUID, Lock> locks = new LinkedHashMap<>();
    private final long duration;

    /** {@code duration} in milliseconds. */
    LockTable(long duration) {
        this.duration = duration;
    }

    int size() {
        return locks.size();
    }

    Lock lock(Message message, long now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Lock lock = new Lock(new UUID(random.nextLong(), random.nextLong()), message, now + duration);
        message.become(Message.State.LOCKED);
        locks.put(lock.token(), lock);
        return lock;
    }

    @Nullable
    Lock find(UUID token) {
        return locks.get(token);
    }

    @Nullable
    Lock remove(UUID token) {
        return locks.remove(token);
    }

    void renew(Lock lock, long now) {
        locks.remove(lock.token());
        lock.renew(now + duration);
        locks.put(lock.token(), lock);
    }

    /** The lock that ends first, or null; not for queues with sessions. */
    @Nullable
    Lock oldest() {
        Iterator<Lock> inOrder = locks.values().iterator();
        return inOrder.hasNext() ? inOrder.next() : null;
    }
}
