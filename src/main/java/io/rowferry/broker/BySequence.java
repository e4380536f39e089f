package io.rowferry.broker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A table by sequence number in open arrays: a few bytes for each of millions, where a map of the JDK takes a hundred. */
final class BySequence<T> {
    private static final int SMALL = 64;

    private long[] sequences = new long[SMALL];
    private @Nullable Object[] values = new @Nullable Object[SMALL];
    private int size;

    @Nullable
    T find(long sequence) {
        return value(place(sequence));
    }

    /** What was there under the number before; null for nothing. */
    @Nullable
    T put(long sequence, T value) {
        int place = place(sequence);
        T before = value(place);
        sequences[place] = sequence;
        values[place] = value;
        size += before == null ? 1 : 0;
        if (size > values.length / 4 * 3) {
            resize(2 * values.length);
        }
        return before;
    }

    /** Only of a number that is in here. */
    T remove(long sequence) {
        int hole = place(sequence);
        T removed = Objects.requireNonNull(value(hole));
        values[hole] = null;
        size--;
        for (int i = next(hole); values[i] != null; i = next(i)) {
            if (((i - home(sequences[i])) & mask()) >= ((i - hole) & mask())) {
                sequences[hole] = sequences[i];
                values[hole] = values[i];
                values[i] = null;
                hole = i;
            }
        }
        if (values.length > SMALL && size < values.length / 8) {
            resize(values.length / 4);
        }
        return removed;
    }

    @SuppressWarnings("unchecked") // only put writes there
    private @Nullable T value(int place) {
        return (T) values[place];
    }

    /** Where it is, or would be put. */
    private int place(long sequence) {
        int place = home(sequence);
        while (values[place] != null && sequences[place] != sequence) {
            place = next(place);
        }
        return place;
    }

    /** Scattered, or runs of numbers that meet would have to be walked. */
    private int home(long sequence) {
        return (int) ((sequence * 0x9E37_79B9_7F4A_7C15L) >>> 32) & mask();
    }

    private int next(int place) {
        return (place + 1) & mask();
    }

    private int mask() {
        return values.length - 1;
    }

    private void resize(int length) {
        long[] oldSequences = sequences;
        @Nullable Object[] old = values;
        sequences = new long[length];
        values = new @Nullable Object[length];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                int place = place(oldSequences[i]);
                sequences[place] = oldSequences[i];
                values[place] = old[i];
            }
        }
    }
}
