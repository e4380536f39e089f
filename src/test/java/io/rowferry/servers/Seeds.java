package io.rowferry.servers;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * The seeds that a random test takes: five that stay and one that is new every time. For soaking, {@code
 * -Drowferry.seeds=100} takes so many new ones; with {@code -Drowferry.seed=7} besides, seven and those that follow it,
 * and no others.
 */
public final class Seeds {
    private Seeds() {}

    public static LongStream fiveAndFresh() {
        int more = Integer.getInteger("rowferry.seeds", 1);
        Long first = Long.getLong("rowferry.seed");
        return first == null
                ? LongStream.concat(LongStream.rangeClosed(1, 5), new Random().longs(more, 0, 1_000_000))
                : LongStream.range(first, first + more);
    }
}
