package io.rowferry.command;

import io.rowferry.servers.Engine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a seed makes: a table with its rows, and one that shall receive them.
 *
 * @param rows literals for the source's columns that are not generated
 * @param watermark a column of both; null when there is none
 */
record RandomPair(
        long seed,
        RandomTable source,
        List<List<String>> rows,
        RandomTable target,
        @Nullable String watermark) {

    /** The table's number tells it from others of the same databases; it changes nothing but names. */
    static RandomPair of(long seed, int number, Engine from, Engine to) {
        RandomPick pick = new RandomPick(seed * 4 + (from == Engine.MARIADB ? 2 : 0) + (to == Engine.MARIADB ? 1 : 0));
        return new RandomPairMaker(pick, seed, number, from, to).make();
    }

    /** Without some columns on both sides, and without those that are computed from them. */
    RandomPair without(Set<String> dropped) {
        String kept = watermark != null && dropped.contains(watermark) ? null : watermark;
        return new RandomPair(seed, source.without(dropped), rows, target.without(dropped), kept);
    }

    /** These columns and those that either side computes from them. */
    Set<String> withDependents(Set<String> dropped) {
        Set<String> all = new HashSet<>(dropped);
        Stream.of(source, target)
                .flatMap(table -> table.columns().stream())
                .filter(column -> column.generatedFrom() != null && dropped.contains(column.generatedFrom()))
                .forEach(column -> all.add(column.name()));
        return all;
    }

    String name() {
        return source.name();
    }

    /** The way of what has arrived to a third table, made like the first. */
    RandomPair back() {
        return new RandomPair(seed, /* source= */ target, List.of(), /* target= */ source, watermark);
    }

    /** What it brings back lies in its source already; a pair that has no rows at all has nothing to tell. */
    private boolean isWayBack() {
        return rows.isEmpty();
    }

    String told() {
        return "seed " + seed + (isWayBack() ? ", on the way back, " : ", ") + source.engine() + " to "
                + target.engine() + (watermark == null ? "" : ", watermark " + watermark) + "\n  " + source.ddl()
                + "\n  " + target.ddl();
    }
}
