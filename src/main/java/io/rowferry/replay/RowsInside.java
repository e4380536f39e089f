package io.rowferry.replay;

import io.rowferry.bus.BatchBody;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.Delivery;
import io.rowferry.bus.NotOursException;
import io.rowferry.table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks into a batch. */
final class RowsInside {
    private RowsInside() {}

    /** The rows; null when the body is damaged. */
    static @Nullable BatchBody body(BatchMessage batch) {
        try {
            return Delivery.body(batch);
        } catch (NotOursException e) {
            return null;
        }
    }

    /** The rows' keys for people: canonical texts, joined by commas; none when the body is damaged. */
    static List<String> keys(BatchMessage batch) {
        BatchBody body = body(batch);
        return body == null
                ? List.of()
                : keyTexts(body).stream().map(texts -> String.join(",", texts)).collect(Collectors.toList());
    }

    /** The rows' keys: canonical texts in the order of the key's columns. */
    static List<List<String>> keyTexts(BatchBody body) {
        List<String> names = body.columns().stream().map(Column::name).toList();
        int[] places = body.key().stream().mapToInt(names::indexOf).toArray();
        List<List<String>> keys = new ArrayList<>();
        body.rows()
                .each(row -> keys.add(Arrays.stream(places)
                        .mapToObj(place -> place < 0 ? "" : Objects.requireNonNullElse(row[place], "NULL"))
                        .toList()));
        return keys;
    }

    /** What the batch says of the key's columns, in their order; without those that it does not have. */
    static List<Column> keyColumns(BatchBody body) {
        return body.key().stream()
                .flatMap(name ->
                        body.columns().stream().filter(column -> column.name().equals(name)))
                .toList();
    }
}
