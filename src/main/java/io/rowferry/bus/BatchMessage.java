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
 * @param verdict null unless its rows were refused for good
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
        @Nullable Verdict verdict,
        PackedBody body) {

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
            PackedBody body) {
        String content = String.join("\n", job, run, lane + "/" + order.sequence(), body.checksum());
        String id = hash(operation == Operation.UPSERT ? content : content + "\n" + operation.label());
        return new BatchMessage(id, job, run, order, lane, table, operation, fingerprint, null, body);
    }

    /** The rows of this batch that were refused for one reason, as a part of their own. */
    public BatchMessage rejectedPart(Verdict why, PackedBody rows) {
        return new BatchMessage(
                partId(id, why.reason()), job, run, order, lane, table, operation, fingerprint, why, rows);
    }

    /**
     * The id of the part with a batch's rows that were refused for that reason. A batch is applied once, so that batch and
     * reason mean the part's content.
     */
    public static String partId(String batch, Reason reason) {
        return hash(String.join("\n", batch, "reject", reason.label()));
    }

    private static String hash(String text) {
        return Packing.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
