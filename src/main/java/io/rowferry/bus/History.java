package io.rowferry.bus;

import io.rowferry.table.Replay;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message has been through since its rows were first sent. Parts split off it have the same.
 *
 * @param replays how often it was sent again out of a dead-letter queue
 * @param hops how often of these into another queue
 * @param replayed the id of what was replayed last: its own, or that of what it was split off; null before the first replay
 * @param firstReason why it was dead-lettered first; null before the first replay
 * @param firstDeadLetteredAt when that message had come; null before the first replay
 */
public record History(
        int replays,
        int hops,
        @Nullable String replayed,
        @Nullable String firstReason,
        @Nullable Instant firstDeadLetteredAt) {
    /** Of a message that was never replayed. */
    public static final History NONE = new History(0, 0, null, null, null);

    static final String REPLAYS = "rf_replays";
    static final String HOPS = "rf_hops";
    static final String REPLAYED = "rf_replayed";
    static final String FIRST_REASON = "rf_first_reason";
    static final String FIRST_AT = "rf_first_dead_lettered_at";
    private static final int MOST = 1_000_000;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** Reads it out of properties that anybody may have written: what is no history of ours is none. */
    static History read(Map<String, Object> properties) {
        String id = text(properties.get(REPLAYED));
        return new History(
                number(properties.get(REPLAYS)),
                number(properties.get(HOPS)),
                id != null && HASH.matcher(id).matches() ? id : null,
                text(properties.get(FIRST_REASON)),
                moment(properties.get(FIRST_AT)));
    }

    /** Which replay the message is of; null when of none that a ledger could know. */
    public @Nullable Replay replay() {
        return replayed == null || replays == 0 ? null : new Replay(replayed, replays);
    }

    /** What a replay makes of it. */
    History replayed(@Nullable String id, String reason, Instant at, boolean elsewhere) {
        return new History(
                replays + 1,
                hops + (elsewhere ? 1 : 0),
                id,
                firstReason == null ? reason : firstReason,
                firstDeadLetteredAt == null ? at : firstDeadLetteredAt);
    }

    void write(Map<String, Object> properties) {
        properties.put(REPLAYS, replays);
        properties.put(HOPS, hops);
        if (replayed != null) {
            properties.put(REPLAYED, replayed);
        }
        if (firstReason != null) {
            properties.put(FIRST_REASON, firstReason);
        }
        if (firstDeadLetteredAt != null) {
            properties.put(FIRST_AT, firstDeadLetteredAt.toString());
        }
    }

    private static int number(@Nullable Object value) {
        boolean whole = value instanceof Long || value instanceof Integer || value instanceof Short;
        long number = whole && value != null ? ((Number) value).longValue() : 0;
        return (int) Math.max(0, Math.min(MOST, number));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    private static @Nullable Instant moment(@Nullable Object value) {
        try {
            return value instanceof String text ? Instant.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
