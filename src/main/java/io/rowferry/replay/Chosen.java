package io.rowferry.replay;

import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.Manifest;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Replay;
import io.rowferry.table.TableName;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter that is to be replayed, without what is in it.
 *
 * @param passedBefore how many letters lie before it that are not to be replayed
 * @param session whose order is kept
 * @param order its place in that; {@link Order#NONE} when it tells none
 * @param id what the ledger knows it by, or the MessageId of what is not ours
 * @param newMessageId what its copy is sent under
 * @param replay what the target will tell the outcome of; null when it will not, since it is no whole message of ours
 * @param table null when it tells none
 * @param replays how often it was replayed before
 * @param hops how often of these into another queue
 * @param hasSourceRows whether it carries rows that the source had, and not the news that rows are gone
 * @param ofAnotherJob whether it says that it is a batch of another job, which has no business in this job's queue
 */
public record Chosen(
        long sequenceNumber,
        long passedBefore,
        String session,
        Order order,
        String id,
        String messageId,
        String newMessageId,
        @Nullable Replay replay,
        String reason,
        @Nullable TableName table,
        int rows,
        int replays,
        int hops,
        boolean hasSourceRows,
        boolean ofAnotherJob) {
    /** In which letters of a session were sent. */
    static final Comparator<Chosen> ORDER = Comparator.comparing(Chosen::order).thenComparing(Chosen::sequenceNumber);

    static Chosen of(DeadLetter letter, ListedLetter listed, long passedBefore, String reason) {
        BatchMessage batch = letter.batch();
        Manifest manifest = letter.manifest();
        boolean whole = batch != null || manifest != null;
        return new Chosen(
                letter.sequenceNumber(),
                passedBefore,
                letter.session(),
                batch != null
                        ? batch.order()
                        : manifest != null ? new Order(manifest.number(), Long.MAX_VALUE) : Order.NONE,
                letter.id(),
                letter.messageId(),
                letter.nextMessageId(),
                whole ? new Replay(letter.id(), letter.history().replays() + 1) : null,
                reason,
                listed.table(),
                listed.rows(),
                letter.history().replays(),
                letter.history().hops(),
                batch != null && batch.operation() == Operation.UPSERT,
                !listed.ours() && letter.job() != null);
    }
}
