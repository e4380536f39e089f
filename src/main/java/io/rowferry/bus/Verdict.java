package io.rowferry.bus;

import io.rowferry.table.Reason;

/**
 * The mark of a part whose rows were refused for good: whoever receives it dead-letters it without touching the target,
 * since a client cannot send into a dead-letter queue.
 *
 * @param words what the server said of the first of its rows, at most 1,000 characters
 */
public record Verdict(Reason reason, String words) {
    private static final int MOST = 1_000;

    public Verdict {
        words = words.length() > MOST ? words.substring(0, MOST) : words;
    }
}
