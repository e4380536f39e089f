package io.rowferry.broker;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Messages of a queue by the moment at which something happens to them: scheduled ones, or those that expire. */
final class Timetable<T> {
    private record Entry(long at, long sequence) {}

    private final TreeMap<Entry, T> inOrder =
            new TreeMap<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::sequence));
    private final Map<Long, Entry> bySequence = new HashMap<>();

    void add(long at, long sequence, T message) {
        Entry entry = new Entry(at, sequence);
        inOrder.put(entry, message);
        bySequence.put(sequence, entry);
    }

    /** Only of a number that is in here. */
    T remove(long sequence) {
        Entry entry = Objects.requireNonNull(bySequence.remove(sequence));
        return Objects.requireNonNull(inOrder.remove(entry));
    }

    int size() {
        return bySequence.size();
    }

    boolean contains(long sequence) {
        return bySequence.containsKey(sequence);
    }

    /** The number of the first message whose moment has come; null when there is none. */
    @Nullable
    Long firstDue(long now) {
        return inOrder.isEmpty() || inOrder.firstKey().at() > now
                ? null
                : inOrder.firstKey().sequence();
    }

    /** Takes out the first message. */
    T removeFirst() {
        Map.Entry<Entry, T> first = inOrder.firstEntry();
        inOrder.remove(first.getKey());
        bySequence.remove(first.getKey().sequence());
        return first.getValue();
    }

    /** {@link Long#MAX_VALUE} when empty. */
    long next() {
        return inOrder.isEmpty() ? Long.MAX_VALUE : inOrder.firstKey().at();
    }
}
