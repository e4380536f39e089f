package io.rowferry.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of texts in a row: each in UTF-8 after its length in bytes (32 bits, -1 for NULL), so that no byte can move
 * across a border. Ledgers keep such hashes: never to change. One thread.
 */
public final class TextHash {
    private final MessageDigest digest;

    public TextHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public void add(@Nullable String text) {
        if (text == null) {
            length(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            length(bytes.length);
            digest.update(bytes);
        }
    }

    /** The hash of what was added, 32 bytes; then it begins anew. */
    public byte[] end() {
        return digest.digest();
    }

    private void length(int bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes).flip());
    }
}
