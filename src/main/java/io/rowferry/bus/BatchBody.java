package io.rowferry.bus;

import io.rowferry.table.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says, unpacked: enough for an applier that has never seen the source.
 *
 * @param columns names and canonical types, in the order of the values in each row
 * @param version the column whose greater value is the newer row; null when the order alone decides
 * @param rows canonical texts, null for NULL
 */
public record BatchBody(
        List<Column> columns, List<String> key, @Nullable String version, List<@Nullable String[]> rows) {

    /** The same batch with some of its rows, by their places. */
    public BatchBody only(List<Integer> places) {
        return new BatchBody(
                columns, key, version, places.stream().map(rows::get).toList());
    }
}
