package io.rowferry.broker;

import java.util.HashSet;
import java.util.Set;

/**
 * The message-ids that a queue has seen lately. They are looked up on disk, since a window of minutes may hold millions;
 * only those of groups not yet written are in memory.
 */
final class DuplicateWindow {
    private final QueueLog log;
    private final long length;
    private final Set<MessageIdHash> notYetWritten = new HashSet<>();

    /** {@code length} in milliseconds; 0 turns it off. */
    DuplicateWindow(QueueLog log, long length) {
        this.log = log;
        this.length = length;
    }

    /** Remembers the id; false when it was seen within the window, and keeps its first time then. */
    boolean isNew(MessageIdHash id, long now) {
        if (length == 0) {
            return true;
        }
        if (notYetWritten.contains(id) || log.seenAt(id) > now - length) {
            return false;
        }
        notYetWritten.add(id);
        log.remember(id, now);
        log.whenDurable(() -> notYetWritten.remove(id));
        return true;
    }

    void forgetOld(long now) {
        if (length > 0) {
            log.forgetSeenBefore(now - length);
        }
    }
}
