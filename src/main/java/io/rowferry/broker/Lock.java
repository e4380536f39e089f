package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.util.UUID;

/** One delivery that waits to be settled. In a session the session's own lock says how long. */
final class Lock {
    private final UUID token;
    private final Message message;
    private long until;
    private boolean enlisted;

    Lock(UUID token, Message message, long until) {
        this.token = token;
        this.message = message;
        this.until = until;
    }

    UUID token() {
        return token;
    }

    Message message() {
        return message;
    }

    /** Epoch milliseconds. */
    long until() {
        MessageSession session = message.session();
        return session == null ? until : session.lockedUntil();
    }

    /** True while a transaction that is still open means to settle it. */
    boolean isEnlisted() {
        return enlisted;
    }

    void enlist(boolean value) {
        enlisted = value;
    }

    void renew(long newUntil) {
        until = newUntil;
    }

    /** The token as delivery tag: the 16 bytes of a GUID in .NET's order. */
    byte[] tag() {
        long high = token.getMostSignificantBits();
        return ByteBuffer.allocate(16)
                .putInt(Integer.reverseBytes((int) (high >>> 32)))
                .putShort(Short.reverseBytes((short) (high >>> 16)))
                .putShort(Short.reverseBytes((short) high))
                .putLong(token.getLeastSignificantBits())
                .array();
    }
}
