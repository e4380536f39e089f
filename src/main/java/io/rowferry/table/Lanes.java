package io.rowferry.table;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The fixed number of hash buckets that rows are dealt into. Rows with equal lane values share a lane, for ever: the
 * hash (CRC-32 of the length-prefixed UTF-8 texts) is part of the message format.
 */
public record Lanes(int count) {

    /** The lane of a row, from 0, by the values at the given places. */
    public int of(@Nullable String[] row, int[] places) {
        CRC32 hash = new CRC32();
        for (int place : places) {
            String value = row[place];
            if (value == null) {
                hash.update('N');
            } else {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                hash.update(bytes.length);
                hash.update(bytes);
            }
        }
        return (int) (hash.getValue() % count);
    }
}
