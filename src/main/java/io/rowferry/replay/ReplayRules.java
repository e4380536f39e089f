package io.rowferry.replay;

import org.jspecify.annotations.Nullable;

/**
 * How dead letters are replayed.
 *
 * @param maxReplays a letter that was replayed so often is not replayed again
 * @param maxHops a letter that was sent into another queue so often is not sent there again
 * @param elsewhere whether they go into another queue
 * @param rate letters a second at most; 0 for as fast as it goes
 * @param probe whether one of each reason goes first, and the others only when that was not rejected
 * @param stopOnReject whether the first one that is rejected again ends it
 * @param together whether sending a letter and taking it off are one transaction, where the bus has such
 */
public record ReplayRules(
        int maxReplays,
        int maxHops,
        boolean elsewhere,
        double rate,
        boolean probe,
        boolean stopOnReject,
        boolean together) {
    /** Why a letter must stay; null when it may be replayed. */
    public @Nullable Fate keeps(Chosen letter) {
        if (letter.replays() >= maxReplays) {
            return Fate.REPLAYED_OFTEN;
        }
        if (!elsewhere && letter.ofAnotherJob()) {
            return Fate.ANOTHER_JOBS;
        }
        return elsewhere && letter.hops() >= maxHops ? Fate.HOPPED_OFTEN : null;
    }
}
