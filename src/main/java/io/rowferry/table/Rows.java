package io.rowferry.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows that can be gone through any number of times without all of them being in memory as texts. A row is an array of
 * canonical texts, null for NULL.
 */
public interface Rows {

    int count();

    /** Hands every row to the taker, in order; each is a new array that may be kept. */
    void each(Consumer<@Nullable String[]> taker);

    /** Rows that are in memory. */
    static Rows of(List<@Nullable String[]> rows) {
        List<@Nullable String[]> kept = List.copyOf(rows);
        return new Rows() {
            @Override
            public int count() {
                return kept.size();
            }

            @Override
            public void each(Consumer<@Nullable String[]> taker) {
                kept.forEach(taker);
            }
        };
    }

    /** The rows at these places, in the order of the rows. */
    default List<@Nullable String[]> at(List<Integer> places) {
        Set<Integer> wanted = new HashSet<>(places);
        List<@Nullable String[]> found = new ArrayList<>(places.size());
        if (!wanted.isEmpty()) {
            int[] place = {0};
            each(row -> {
                if (wanted.contains(place[0]++)) {
                    found.add(row);
                }
            });
        }
        return found;
    }
}
