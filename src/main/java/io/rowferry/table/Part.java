package io.rowferry.table;

import java.util.List;

/**
 * Refused rows of a batch that travel on as a message of their own: to be tried again, or to the dead-letter queue.
 *
 * @param id what the ledger knows it by; the batch's own when that is a part itself, to be tried once more as it is
 * @param attempt which attempt of its rows it is for, from 2; 0 when they are refused for good
 * @param rows of one reason when they are refused for good; their ordinals are places in the batch, rising
 */
public record Part(String id, int attempt, List<Rejection> rows) {
    public Part {
        rows = List.copyOf(rows);
    }

    /** True when nothing will be tried again. */
    public boolean isFinal() {
        return attempt == 0;
    }
}
