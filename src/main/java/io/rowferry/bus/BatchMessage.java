package io.rowferry.bus;

import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.TableName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One batch, or one part split off a batch, ready to travel: rows of one table and one lane.
 *
 * @param id what the ledger knows it by; means its content
 * @param run the run's name
 * @param attempt 1 unless it is a part whose rows are tried again
 * @param parentsSettled whether all that the run has sent of parents had met its fate before this was sent
 * @param verdict null unless its rows were refused for good
 * @param history what it has been through
 */
public record BatchMessage(
        String id,
        String job,
        String run,
        Order order,
        int lane,
        TableName table,
        Operation operation,
        String fingerprint,
        int attempt,
        boolean parentsSettled,
        @Nullable Verdict verdict,
        History history,
        PackedBody body)
        implements Arrival {

    /**
     * A batch fresh from the source; its id follows from run, lane, sequence, content and what is to be done with it.
     *
     * @param body of a delete: the key and, when the table has one, the version at which each row is gone
     */
    public static BatchMessage batch(
            String job,
            String run,
            Order order,
            int lane,
            TableName table,
            Operation operation,
            String fingerprint,
            boolean parentsSettled,
            PackedBody body) {
        String content = String.join("\n", job, run, lane + "/" + order.sequence(), body.checksum());
        String id = hash(operation == Operation.UPSERT ? content : content + "\n" + operation.label());
        return new BatchMessage(
                id, job, run, order, lane, table, operation, fingerprint, 1, parentsSettled, null, History.NONE, body);
    }

    /** Rows of this batch that were refused for good, as a part of their own; see {@link #refusedId}. */
    public BatchMessage refusedPart(String partId, Verdict why, PackedBody rows) {
        return part(partId, 1, why, rows);
    }

    /** Rows of this batch that are to be tried again, as a part of their own; see {@link #retriedId}. */
    public BatchMessage retriedPart(String partId, int nextAttempt, PackedBody rows) {
        return part(partId, nextAttempt, null, rows);
    }

    /** This part once more, as it is. */
    public BatchMessage again(int nextAttempt) {
        return part(id, nextAttempt, null, body);
    }

    private BatchMessage part(String partId, int itsAttempt, @Nullable Verdict why, PackedBody rows) {
        return new BatchMessage(
                partId,
                job,
                run,
                order,
                lane,
                table,
                operation,
                fingerprint,
                itsAttempt,
                parentsSettled,
                why,
                history,
                rows);
    }

    /** The MessageId: another one for each attempt and each replay, or the bus would drop it as a duplicate. */
    String messageId() {
        String tried = attempt == 1 ? id : id + "#a" + attempt;
        return id.equals(history.replayed()) ? tried + "#r" + history.replays() : tried;
    }

    /**
     * The id of the part with a batch's, or a part's, rows that were refused for that reason at that attempt. An attempt
     * is made once, so that these mean the part's content.
     */
    public static String refusedId(String batch, int attempt, Reason reason) {
        String content = String.join("\n", batch, "reject", reason.label());
        return hash(attempt == 1 ? content : content + "\n" + attempt);
    }

    /** The id of the part with a batch's rows that are to be tried again. */
    public static String retriedId(String batch) {
        return hash(batch + "\nretry");
    }

    private static String hash(String text) {
        return Packing.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
