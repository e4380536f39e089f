package io.rowferry.job;

import io.rowferry.table.Loss;
import io.rowferry.table.Mask;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a job says about a table's columns, by their names in the source.
 *
 * @param drop those that never leave the source
 * @param rename what they are called in messages and in the target; no two the same
 * @param mask what takes the place of their values
 * @param losses what may be changed in their values, in the order in which it happens
 */
public record ColumnRules(
        Set<String> drop, Map<String, String> rename, Map<String, Mask> mask, Map<String, List<Loss>> losses) {
    /** Every column as it is. */
    static final ColumnRules NONE = new ColumnRules(Set.of(), Map.of(), Map.of(), Map.of());

    public ColumnRules {
        drop = Set.copyOf(drop);
        rename = Map.copyOf(rename);
        mask = Map.copyOf(mask);
        losses = Map.copyOf(losses);
    }

    /** What a column of the source is called in messages and in the target. */
    public String nameInTarget(String column) {
        return rename.getOrDefault(column, column);
    }

    /** What may be changed in a column's values, in the order in which it happens; mostly nothing. */
    public List<Loss> lossesOf(String column) {
        return losses.getOrDefault(column, List.of());
    }
}
