package io.rowferry.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The messages that share a session id, and the one receiver that holds them. */
final class MessageSession {
    private final String id;
    private final Line line = new Line();
    private final Map<UUID, Lock> held = new LinkedHashMap<>();
    private @Nullable Taker holder;
    private long lockedUntil;
    private int messages;

    MessageSession(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    Line line() {
        return line;
    }

    @Nullable
    Taker holder() {
        return holder;
    }

    /** Epoch milliseconds; only meaningful while there is a holder. */
    long lockedUntil() {
        return lockedUntil;
    }

    void hold(Taker taker, long until) {
        holder = taker;
        lockedUntil = until;
    }

    void renew(long until) {
        lockedUntil = until;
    }

    void hold(Lock lock) {
        held.put(lock.token(), lock);
    }

    void letGo(Lock lock) {
        held.remove(lock.token());
    }

    /** Ends the holder's time; the locks it still held are returned, in the order of delivery. */
    List<Lock> free() {
        holder = null;
        List<Lock> left = new ArrayList<>(held.values());
        held.clear();
        return left;
    }

    void messageCame() {
        messages++;
    }

    void messageWent() {
        messages--;
    }

    /** True when nothing would be lost by forgetting it; its state is kept apart from it. */
    boolean isIdle() {
        return messages == 0 && holder == null;
    }
}
