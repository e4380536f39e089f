package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 128 bits of an encoded message-id's SHA-256: what the duplicate window remembers instead of ids of any length. */
record MessageIdHash(long high, long low) {
    static MessageIdHash of(byte[] encodedId) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(encodedId));
            return new MessageIdHash(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
