package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The small part of a message on disk that changes while it waits, apart from its body: all that a restart has to read.
 *
 * @param state one of the {@code x-opt-message-state} numbers below
 * @param expiresAt epoch milliseconds, {@link #NEVER} for never
 * @param dueAt when a scheduled message becomes active
 * @param size bytes of the body as first stored
 * @param sessionId null for none
 */
record MessageRecord(
        int state,
        int deliveryCount,
        long expiresAt,
        long dueAt,
        int size,
        @Nullable String sessionId) {
    static final int ACTIVE = 0;
    static final int DEFERRED = 1;
    static final int SCHEDULED = 2;

    static final long NEVER = Long.MAX_VALUE;

    private static final int HEAD = 26;

    static MessageRecord active(int deliveryCount, long expiresAt, int size, @Nullable String sessionId) {
        return new MessageRecord(ACTIVE, deliveryCount, expiresAt, 0, size, sessionId);
    }

    static MessageRecord scheduled(long dueAt, int size, @Nullable String sessionId) {
        return new MessageRecord(SCHEDULED, 0, NEVER, dueAt, size, sessionId);
    }

    byte[] encode() {
        byte[] session = sessionId == null ? new byte[0] : sessionId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD + session.length)
                .put((byte) state)
                .put((byte) (sessionId == null ? 0 : 1))
                .putInt(deliveryCount)
                .putLong(expiresAt)
                .putLong(dueAt)
                .putInt(size)
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
        int size = view.getInt();
        String sessionId = inSession ? new String(bytes, HEAD, bytes.length - HEAD, StandardCharsets.UTF_8) : null;
        return new MessageRecord(state, deliveryCount, expiresAt, dueAt, size, sessionId);
    }
}
