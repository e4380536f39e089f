package io.rowferry.replay;

import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.Manifest;
import io.rowferry.table.TableName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as a person chooses by it.
 *
 * @param place how many lay before it
 * @param id the ledger's id of a batch of ours; the MessageId of anything else
 * @param ours whether it is of the job, be it whole or damaged
 * @param kind what it is
 * @param run null when it tells none
 * @param table null when it tells none
 * @param lane -1 when it tells none
 * @param rows inside; 0 when it tells of none
 * @param enqueuedAt when the bus had taken it in
 * @param deliveries how often it was received out of the dead-letter queue and not settled
 * @param replays how often it, or what it was split off, was replayed
 * @param hops how often of these into another queue
 * @param firstReason why it was dead-lettered first; null before the first replay
 */
public record ListedLetter(
        long place,
        long sequenceNumber,
        String id,
        String messageId,
        boolean ours,
        Kind kind,
        @Nullable String run,
        @Nullable TableName table,
        int lane,
        int rows,
        String reason,
        String description,
        Instant enqueuedAt,
        long deliveries,
        int replays,
        int hops,
        @Nullable String firstReason) {

    /** What a message is. */
    public enum Kind {
        ROWS,
        MANIFEST,
        /** Of the job by its own words, and not whole. */
        DAMAGED,
        FOREIGN
    }

    static ListedLetter of(DeadLetter letter, long place, String job) {
        BatchMessage batch = letter.batch();
        Manifest manifest = letter.manifest();
        boolean ours = job.equals(letter.job());
        Kind kind = !ours ? Kind.FOREIGN : batch != null ? Kind.ROWS : manifest != null ? Kind.MANIFEST : Kind.DAMAGED;
        return new ListedLetter(
                place,
                letter.sequenceNumber(),
                letter.id(),
                letter.messageId(),
                ours,
                kind,
                batch != null ? batch.run() : manifest != null ? manifest.run() : null,
                batch == null ? null : batch.table(),
                batch != null ? batch.lane() : manifest != null ? manifest.lane() : -1,
                batch == null ? 0 : batch.body().rows(),
                letter.reason(),
                letter.description(),
                letter.enqueuedAt(),
                letter.deliveries(),
                letter.history().replays(),
                letter.history().hops(),
                letter.history().firstReason());
    }
}
