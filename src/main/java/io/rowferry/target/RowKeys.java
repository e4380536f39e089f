package io.rowferry.target;

import io.rowferry.table.Column;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of a batch's rows. One thread. */
final class RowKeys {
    private final List<Integer> places;
    private final MessageDigest digest = sha256();

    RowKeys(RowsToWrite batch) {
        List<String> names = batch.columns().stream().map(Column::name).toList();
        this.places = batch.key().stream().map(names::indexOf).toList();
    }

    /** For people: the texts, joined by commas. */
    String words(@Nullable String[] row) {
        return places.stream()
                .map(place -> String.valueOf(row[place]).replace("\0", "\\0"))
                .collect(Collectors.joining(","));
    }

    /**
     * Stands for the key in the ledger, and so is never to change: SHA-256 in hex of the texts, each in UTF-8 after its
     * length in bytes (32 bits, -1 for NULL).
     */
    String hash(@Nullable String[] row) {
        for (int place : places) {
            String text = row[place];
            if (text == null) {
                length(-1);
            } else {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                length(bytes.length);
                digest.update(bytes);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void length(int bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes).flip());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
