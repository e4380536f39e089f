package io.rowferry.plan;

import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one table travels.
 *
 * @param columns the source's columns, in the order in which every row of the table is written down
 * @param targetColumns the target's columns of the same names, in the same order
 * @param key names among the columns; unique on both sides
 * @param version the column whose greater value is the newer row; null when the order of arrival alone decides
 * @param lane names of the columns whose values choose the lane
 */
public record TablePlan(
        TableName table,
        List<Column> columns,
        List<Column> targetColumns,
        List<String> key,
        @Nullable String version,
        List<String> lane) {

    /** The places in a row of the columns of these names. */
    public int[] places(List<String> names) {
        return names.stream()
                .mapToInt(name -> columns.stream().map(Column::name).toList().indexOf(name))
                .toArray();
    }

    /** A short hash that changes with any column, type, key or version, so that drift is seen before a row is read. */
    public String fingerprint() {
        return Fingerprint.of(columns, key, version);
    }
}
