package io.rowferry.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that came last, in memory: in a running stream a message is received within moments of being sent, and need
 * not be read back from disk. The oldest make room, and those that leave the queue.
 */
final class RecentBodies {
    private final long limit;
    private final Map<BodyKey, byte[]> bodies = new LinkedHashMap<>();
    private long bytes;

    /** {@code limit} in bytes. */
    RecentBodies(long limit) {
        this.limit = limit;
    }

    byte @Nullable [] find(BodyKey key) {
        return bodies.get(key);
    }

    void put(BodyKey key, byte[] body) {
        forget(key);
        bodies.put(key, body);
        bytes += body.length;
        Iterator<byte[]> oldest = bodies.values().iterator();
        while (bytes > limit && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }

    void forget(BodyKey key) {
        byte[] body = bodies.remove(key);
        bytes -= body == null ? 0 : body.length;
    }
}
