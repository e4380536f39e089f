package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The small part of a message on disk that changes while it waits, apart from its body: all that a restart has to read.
 *
 * @param state one of the {@code x-opt-message-state} numbers below
 * @param expiresAt epoch milliseconds, {@link Long#MAX_VALUE} for never
 * @param dueAt when a scheduled message becomes active
 * @param sessionId null for none
 */
record MessageRecord(
        int state,
        int deliveryCount,
        long expiresAt,
        long dueAt,
        @Nullable String sessionId) {
    static final int ACTIVE = 0;
    static final int DEFERRED = 1;
    static final int SCHEDULED = 2;

    static MessageRecord active(int deliveryCount, long expiresAt, @Nullable String sessionId) {
        return new MessageRecord(ACTIVE, deliveryCount, expiresAt, 0, sessionId);
    }

    byte[] encode() {
        byte[] session = sessionId == null ? new byte[0] : sessionId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(22 + session.length)
                .put((byte) state)
                .put((byte) (sessionId == null ? 0 : 1))
                .putInt(deliveryCount)
                .putLong(expiresAt)
                .putLong(dueAt)
                .put(session)
                .array();
    }

    static MessageRecord decode(byte[] bytes) {
        ByteBuffer view = ByteBuffer.wrap(bytes);
        int state = view.get();
        boolean inSession = view.get() != 0;
        int deliveryCount = view.getInt();
        long expiresAt = view.getLong();
        long dueAt = view.getLong();
        String sessionId = inSession ? new String(bytes, 22, bytes.length - 22, StandardCharsets.UTF_8) : null;
        return new MessageRecord(state, deliveryCount, expiresAt, dueAt, sessionId);
    }
}
