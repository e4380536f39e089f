package io.rowferry.bus;

import io.rowferry.table.Column;
import io.rowferry.table.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says, unpacked: enough for an applier that has never seen the source.
 *
 * @param columns names and canonical types, in the order of the values in each row; of a delete only those of key and
 *     version
 * @param version the column whose greater value is the newer row, in a delete the version at which the row is gone; null
 *     when the order alone decides
 */
public record BatchBody(
        List<Column> columns, List<String> key, @Nullable String version, Rows rows) {

    /** The same batch with some of its rows, by their places. */
    public BatchBody only(List<Integer> places) {
        return with(Rows.of(rows.at(places)));
    }

    /** The same batch with other rows. */
    BatchBody with(Rows others) {
        return new BatchBody(columns, key, version, others);
    }
}
