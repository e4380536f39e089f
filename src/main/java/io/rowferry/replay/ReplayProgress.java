package io.rowferry.replay;

import java.util.EnumMap;
import java.util.Map;

/**
 * How far a replay has got.
 *
 * @param total letters that it is to send
 * @param sent of these, so many were sent and taken off
 * @param fates how many have met which
 */
public record ReplayProgress(long total, long sent, Map<Fate, Long> fates) {
    public ReplayProgress {
        Map<Fate, Long> copy = new EnumMap<>(Fate.class);
        copy.putAll(fates);
        fates = copy;
    }

    /** How many have met that fate. */
    public long count(Fate fate) {
        return fates.getOrDefault(fate, 0L);
    }

    /** How many have met any. */
    public long settled() {
        return fates.values().stream().mapToLong(Long::longValue).sum();
    }
}
