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
     * @param sourceRows rows of the selection in the source; none only when it has none by now either
     * @param targetRows rows of the selection in the target
     * @param gone how many of those the source has not, neither when it was read nor by now
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

    /** Judges what a sweep has seen, and takes the keys that are gone if it likes them to go. */
    @FunctionalInterface
    public interface Judge {
        /**
         * Judges once.
         *
         * @param gone can be handed out while it judges
         */
        void judge(Swept swept, Keys gone) throws InterruptedException;
    }

    /**
     * Finds the keys that only the target has, and that the source has not got since. Those that are counted are those that
     * are handed out: both follow from the same snapshots.
     *
     * @param source what has been read of the source
     * @param now opens a snapshot of the source as it is by then, which this closes
     * @param there what the source has; its columns are the key's
     * @param here what the target has; its columns are the same, in the same form
     * @throws InterruptedException when the judge was interrupted
     */
    public void sweep(Snapshot source, Supplier<Snapshot> now, Selection there, Selection here, Judge judge)
            throws InterruptedException {
        try (Snapshot seen = Snapshot.open(target, 1)) {
            KeyBuckets read = KeyBuckets.of(source, there);
            KeyBuckets held = KeyBuckets.of(seen, here);
            List<List<Integer>> groups = held.differing(read, MOST_HELD);
            if (groups.isEmpty()) {
                judge.judge(new Swept(read.rows(), held.rows(), 0), sink -> {});
                return;
            }
            // In this order: what the target has by now was in the source before.
            try (Snapshot later = now.get()) {
                Keys gone = sink -> {
                    StillGone still = new StillGone(later, there, sink);
                    for (List<Integer> group : groups) {
                        read.missing(group, held, still);
                    }
                    still.flush();
                };
                long rows = read.rows() == 0 ? later.count(there) : read.rows();
                long found = rows == 0 ? held.rows() : count(gone);
                judge.judge(new Swept(rows, held.rows(), found), gone);
            }
        }
    }

    private static long count(Keys keys) throws InterruptedException {
        long[] found = {0};
        keys.into(key -> found[0]++);
        return found[0];
    }
}
