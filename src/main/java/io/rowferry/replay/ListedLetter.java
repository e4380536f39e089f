package io.rowferry.replay;

import io.rowferry.table.TableName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as a person chooses by it.
 *
 * @param id the ledger's id of a batch of ours; the MessageId of anything else
 * @param run and {@code table}, null when the message is not one of ours
 * @param lane -1 when the message is not one of ours
 * @param rows inside; 0 when the message is not one of ours
 */
public record ListedLetter(
        long sequenceNumber,
        String id,
        @Nullable String run,
        @Nullable TableName table,
        int lane,
        int rows,
        String reason,
        String description,
        Instant deadLetteredAt) {

    public boolean ours() {
        return table != null;
    }
}
