package io.rowferry.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The message-ids that a queue has seen lately, oldest first. */
final class DuplicateWindow {
    private final long length;
    private final Map<MessageIdHash, Long> seen = new LinkedHashMap<>();

    /** {@code length} in milliseconds; 0 turns it off. */
    DuplicateWindow(long length) {
        this.length = length;
    }

    boolean isOn() {
        return length > 0;
    }

    /** False when the id was seen within the window; it keeps its first time then. */
    boolean isNew(MessageIdHash id, long now) {
        Long first = seen.get(id);
        if (first != null && first > now - length) {
            return false;
        }
        remember(id, now);
        return true;
    }

    void remember(MessageIdHash id, long time) {
        seen.remove(id);
        seen.put(id, time);
    }

    /** Forgets what is older than the window; true when there was any. */
    boolean forgetOld(long now) {
        boolean any = false;
        Iterator<Long> times = seen.values().iterator();
        while (times.hasNext() && times.next() <= now - length) {
            times.remove();
            any = true;
        }
        return any;
    }

    long oldestKept(long now) {
        return now - length;
    }
}
