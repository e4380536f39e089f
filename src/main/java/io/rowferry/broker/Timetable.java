package io.rowferry.broker;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a queue by the moment at which something happens to them: scheduled ones, or those that expire. There may
 * be millions, so it is two arrays of numbers, a heap by moment, beside a table by number: some 50 bytes for each. What
 * is removed early only loses its message, and keeps its place until it comes up, comes back, or half of all are such.
 */
final class Timetable<T> {
    private static final int SMALL = 64;
    private static final Object REMOVED = new Object();

    private final BySequence<Object> messages = new BySequence<>();
    private long[] moments = new long[SMALL];
    private long[] sequences = new long[SMALL];
    private int size;
    private int removed;

    /** Under one number there is always the same moment. */
    void add(long at, long sequence, T message) {
        Object before = messages.put(sequence, message);
        if (before != null) {
            removed -= before == REMOVED ? 1 : 0;
            return;
        }
        if (size == moments.length) {
            moments = Arrays.copyOf(moments, size + size / 2);
            sequences = Arrays.copyOf(sequences, size + size / 2);
        }
        rise(size++, at, sequence);
    }

    /** Only of a number that is in here. */
    T remove(long sequence) {
        Object message = Objects.requireNonNull(messages.put(sequence, REMOVED));
        removed++;
        if (removed > size / 2 + SMALL) {
            forgetRemoved();
        }
        return known(message);
    }

    int size() {
        return size - removed;
    }

    boolean contains(long sequence) {
        Object message = messages.find(sequence);
        return message != null && message != REMOVED;
    }

    /** The number of the first message whose moment has come; null when there is none. */
    @Nullable
    Long firstDue(long now) {
        return next() > now || size == 0 ? null : Long.valueOf(sequences[0]);
    }

    /** Takes out the first message; only when {@link #firstDue} found one. */
    T removeFirst() {
        return known(dropFirst());
    }

    /** {@link Long#MAX_VALUE} when empty. */
    long next() {
        while (size > 0 && messages.find(sequences[0]) == REMOVED) {
            dropFirst();
            removed--;
        }
        return size == 0 ? Long.MAX_VALUE : moments[0];
    }

    @SuppressWarnings("unchecked") // all but REMOVED came by add
    private T known(Object message) {
        return (T) message;
    }

    private Object dropFirst() {
        Object message = messages.remove(sequences[0]);
        size--;
        sink(moments[size], sequences[size]);
        return message;
    }

    private void forgetRemoved() {
        int all = size;
        size = 0;
        removed = 0;
        for (int i = 0; i < all; i++) {
            if (messages.find(sequences[i]) == REMOVED) {
                messages.remove(sequences[i]);
            } else {
                rise(size++, moments[i], sequences[i]);
            }
        }
    }

    private boolean before(long at, long sequence, int place) {
        return at < moments[place] || (at == moments[place] && sequence < sequences[place]);
    }

    private void rise(int from, long at, long sequence) {
        int place = from;
        while (place > 0 && before(at, sequence, (place - 1) / 2)) {
            move((place - 1) / 2, place);
            place = (place - 1) / 2;
        }
        moments[place] = at;
        sequences[place] = sequence;
    }

    private void sink(long at, long sequence) {
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && before(moments[child + 1], sequences[child + 1], child)) {
                child++;
            }
            if (before(at, sequence, child)) {
                break;
            }
            move(child, place);
            place = child;
        }
        moments[place] = at;
        sequences[place] = sequence;
    }

    private void move(int from, int to) {
        moments[to] = moments[from];
        sequences[to] = sequences[from];
    }
}
