package io.rowferry.source;

import io.rowferry.database.Database;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Finds keys that the target has and the source has not: both count and hash their keys in a thousand buckets, and only
 * the keys of buckets that differ are read. Buckets follow from the keys' texts, so that it does not matter how a server
 * orders them. Safe for one thread at a time.
 */
public final class Sweeper {
    /** Keys of both sides that are held in memory at a time, at most, unless one bucket has more. */
    private static final long MOST_HELD = 200_000;

    private final Database target;

    /** Compares with a target that stays the caller's. */
    public Sweeper(Database target) {
        this.target = target;
    }

    /**
     * What a sweep has seen.
     *
     * @param sourceRows rows of the selection in the source
     * @param targetRows rows of the selection in the target
     * @param gone how many of those the source has not
     */
    public record Swept(long sourceRows, long targetRows, long gone) {}

    /** How many rows the target has of a selection. */
    public long rows(Selection here) {
        try (Snapshot snapshot = Snapshot.open(target, 1)) {
            return snapshot.count(here, List.of(), List.of());
        }
    }

    /** Hands out rows that begin with a key. */
    @FunctionalInterface
    public interface Keys {
        void into(RowSink sink) throws InterruptedException;
    }

    /**
     * How many of some keys the target has rows of; a key that comes twice may count twice.
     *
     * @param here what the target has; its columns are the key's, in the form that the keys are in
     */
    public long held(Selection here, Keys keys) throws InterruptedException {
        try (Snapshot snapshot = Snapshot.open(target, 1)) {
            int columns = here.columns().size();
            MessageKeys rows =
                    new MessageKeys(snapshot, here, IntStream.range(0, columns).toArray());
            HeldKeys held = new HeldKeys(rows, columns);
            keys.into(held);
            return held.count();
        }
    }

    /**
     * Counts what a sweep would find.
     *
     * @param there what the source's snapshot has; its columns are the key's
     * @param here what the target has; its columns are the same, in the same form
     */
    public Swept count(Snapshot source, Selection there, Selection here) throws InterruptedException {
        try (Snapshot seen = Snapshot.open(target, 1)) {
            return compare(source, there, seen, here, key -> {});
        }
    }

    /**
     * Finds the keys that only the target has, and that the source has not got since.
     *
     * @param now opens a snapshot of the source as it is by then, which this closes
     * @param there as {@link #count} has it
     * @param here as {@link #count} has it
     * @param gone takes the key of each such row
     * @throws InterruptedException when the sink was interrupted
     */
    public void sweep(Snapshot source, Supplier<Snapshot> now, Selection there, Selection here, RowSink gone)
            throws InterruptedException {
        // In this order: what the target has by now was in the source before.
        try (Snapshot seen = Snapshot.open(target, 1);
                Snapshot later = now.get()) {
            StillGone still = new StillGone(later, there, gone);
            compare(source, there, seen, here, still);
            still.flush();
        }
    }

    private static Swept compare(Snapshot source, Selection there, Snapshot seen, Selection here, RowSink gone)
            throws InterruptedException {
        KeyBuckets sourceBuckets = KeyBuckets.of(source, there);
        KeyBuckets targetBuckets = KeyBuckets.of(seen, here);
        long found = 0;
        for (List<Integer> group : targetBuckets.differing(sourceBuckets, MOST_HELD)) {
            found += sourceBuckets.missing(group, targetBuckets, gone);
        }
        return new Swept(sourceBuckets.rows(), targetBuckets.rows(), found);
    }
}
