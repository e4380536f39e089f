package io.rowferry.bus;

import io.rowferry.table.Order;
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

    /** A batch fresh from the source; its id follows from run, lane, sequence and content. */
    public static BatchMessage batch(
            String job, String run, Order order, int lane, TableName table, String fingerprint, PackedBody body) {
        String id = hash(String.join("\n", job, run, lane + "/" + order.sequence(), body.checksum()));
        return new BatchMessage(id, job, run, order, lane, table, Operation.UPSERT, fingerprint, null, body);
    }

    /**
     * The rows of this batch that were refused for one reason, as a part of their own. The same rows of the same batch
     * always make the same id.
     */
    public BatchMessage rejectedPart(Verdict why, PackedBody rows) {
        String partId = partId(id, why, rows.checksum());
        return new BatchMessage(partId, job, run, order, lane, table, operation, fingerprint, why, rows);
    }

    private static String partId(String parent, Verdict why, String checksum) {
        return hash(String.join("\n", parent, "reject", why.reason().label(), checksum));
    }

    private static String hash(String text) {
        return Packing.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
