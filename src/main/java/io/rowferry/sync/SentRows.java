package io.rowferry.sync;

import io.rowferry.table.Operation;
import io.rowferry.table.TextHash;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells rows that were sent before with equal content, by 128 bits of the SHA-256 of what was sent. Bounded: what no
 * longer fits in is sent again, and found unchanged. One thread.
 */
final class SentRows {
    private static final int MOST = 50_000;
    private static final int BYTES = 16;

    private final String fingerprint;
    private final TextHash digest = new TextHash();
    private final Set<Hash> hashes = new LinkedHashSet<>();

    private record Hash(long first, long second) {}

    /**
     * Of no rows yet.
     *
     * @param fingerprint of the table's messages: with other columns a row is another row
     */
    SentRows(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    /** Those of an earlier run, as {@link #text} wrote them; null for none. */
    static SentRows read(@Nullable String text, String fingerprint) {
        SentRows sent = new SentRows(fingerprint);
        if (text != null) {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            while (bytes.remaining() >= BYTES) {
                sent.hashes.add(new Hash(bytes.getLong(), bytes.getLong()));
            }
        }
        return sent;
    }

    boolean holds(Operation operation, @Nullable String[] row) {
        return !hashes.isEmpty() && hashes.contains(hash(operation, row));
    }

    void add(Operation operation, @Nullable String[] row) {
        if (hashes.size() < MOST) {
            hashes.add(hash(operation, row));
        }
    }

    /** Null when there are none. */
    @Nullable
    String text() {
        if (hashes.isEmpty()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * BYTES);
        hashes.forEach(hash -> bytes.putLong(hash.first()).putLong(hash.second()));
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private Hash hash(Operation operation, @Nullable String[] row) {
        digest.add(operation.label());
        digest.add(fingerprint);
        for (String value : row) {
            digest.add(value);
        }
        ByteBuffer bytes = ByteBuffer.wrap(digest.end());
        return new Hash(bytes.getLong(), bytes.getLong());
    }
}
