package io.rowferry.shape;

import io.rowferry.table.Mask;
import io.rowferry.table.TextHash;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes of a row that was read the row that is sent. One thread: a keyed hash has a state. */
public final class Shape {
    /** Any text will do, as long as it is always the same. */
    private static final String SAMPLE = "rowferry";

    private final int kept;
    private final Map<Integer, Mask> masks;
    private final Map<Integer, Masking> maskings = new TreeMap<>();

    /**
     * Sets it up.
     *
     * @param kept how many of a row's values are sent; those that follow were read for the lane alone
     * @param masks what takes a value's place, by its place in the row
     * @param key of the hashes; not asked for when no mask is one
     */
    public Shape(int kept, Map<Integer, Mask> masks, MaskKey key) {
        this.kept = kept;
        this.masks = new TreeMap<>(masks);
        masks.forEach((place, mask) -> maskings.put(place, Masking.of(mask, key)));
    }

    /** The row to send: the very same array when there is nothing to do. */
    public @Nullable String[] of(@Nullable String[] row) {
        if (kept == row.length && maskings.isEmpty()) {
            return row;
        }
        @Nullable String[] sent = new @Nullable String[kept];
        System.arraycopy(row, 0, sent, 0, kept);
        maskings.forEach((place, masking) -> sent[place] = masking.of(sent[place]));
        return sent;
    }

    /**
     * A short text that is another one when rows are masked otherwise, be it by another key. Of the key it tells no more than
     * a masked value does, of which it is a hash.
     */
    public String signature() {
        TextHash hash = new TextHash();
        hash.add(String.valueOf(kept));
        maskings.forEach((place, masking) -> {
            hash.add(place + " " + masks.get(place));
            hash.add(masking.of(SAMPLE));
        });
        return HexFormat.of().formatHex(hash.end());
    }
}
