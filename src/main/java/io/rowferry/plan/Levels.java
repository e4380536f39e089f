package io.rowferry.plan;

import io.rowferry.table.ForeignKey;
import io.rowferry.table.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Sorts tables so that parents come before children. */
final class Levels {
    private Levels() {}

    /**
     * Puts each table one level after its last parent.
     *
     * @param references what each table refers to; references to tables that are not among the keys do not count
     * @param problems takes one sentence for each circle
     * @return the tables in levels; those of a circle are left out
     */
    static List<List<TableName>> of(Map<TableName, List<ForeignKey>> references, List<String> problems) {
        Map<TableName, Set<TableName>> parents = new LinkedHashMap<>();
        references.forEach((table, keys) -> parents.put(
                table,
                keys.stream()
                        .map(ForeignKey::parent)
                        .filter(references::containsKey)
                        .collect(Collectors.toSet())));
        List<List<TableName>> levels = new ArrayList<>();
        while (!parents.isEmpty()) {
            List<TableName> ready = parents.entrySet().stream()
                    .filter(entry -> entry.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .toList();
            if (ready.isEmpty()) {
                problems.add(circle(parents));
                return levels;
            }
            levels.add(ready);
            ready.forEach(parents::remove);
            parents.values().forEach(waiting -> ready.forEach(waiting::remove));
        }
        return levels;
    }

    /** @param parents tables of which each has a parent among the others, or is its own */
    private static String circle(Map<TableName, Set<TableName>> parents) {
        Map<TableName, Set<TableName>> left = new LinkedHashMap<>(parents);
        while (left.keySet().removeIf(table -> left.values().stream().noneMatch(p -> p.contains(table)))) {
            // Nothing left refers to what was removed: it hung on the circle from outside.
        }
        String names = left.keySet().stream().map(TableName::toString).collect(Collectors.joining(", "));
        return (left.size() == 1
                        ? "a foreign key of table " + names + " refers to the table itself"
                        : "the foreign keys of the tables " + names + " form a circle")
                + ", which is not carried yet; take them out of the job, or the keys out of the target";
    }
}
