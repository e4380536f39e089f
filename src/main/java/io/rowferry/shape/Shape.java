package io.rowferry.shape;

import io.rowferry.table.Mask;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes of a row that was read the row that is sent. One thread: a keyed hash has a state. */
public final class Shape {
    private final int kept;
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
}
