package io.rowferry.replay;

import io.rowferry.bus.BatchBody;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetter;
import io.rowferry.table.Column;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Rows;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with all that is in it, masked as it was sent.
 *
 * @param order null when it tells none, as {@code operation}
 * @param checksum of what is inside; null when it tells none
 * @param columns in the order of the values in each row, as {@code key} and {@code version} names of them; none without rows
 * @param rows null when it has none that can be read
 * @param base64 what it carries, in Base64, when that is no rows; null when it carries no bytes either
 */
public record ShownLetter(
        ListedLetter letter,
        @Nullable Order order,
        @Nullable Operation operation,
        @Nullable String checksum,
        Map<String, Object> properties,
        List<Column> columns,
        List<String> key,
        @Nullable String version,
        @Nullable Rows rows,
        @Nullable String base64) {

    /** Looks into a letter. */
    public static ShownLetter of(DeadLetter letter, ListedLetter listed) {
        BatchMessage batch = letter.batch();
        BatchBody body = batch == null ? null : RowsInside.body(batch);
        return new ShownLetter(
                listed,
                batch == null ? null : batch.order(),
                batch == null ? null : batch.operation(),
                batch == null ? null : batch.body().checksum(),
                letter.properties(),
                body == null ? List.of() : body.columns(),
                body == null ? List.of() : body.key(),
                body == null ? null : body.version(),
                body == null ? null : body.rows(),
                body == null ? base64(letter.bytes()) : null);
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
}
