package io.rowferry.plan;

import java.util.List;

/**
 * What a run carries.
 *
 * @param levels tables that may travel at the same time, parents before children: a table refers only to tables of
 *     levels before its own
 */
public record Plan(List<List<TablePlan>> levels) {

    /** All tables, parents first. */
    public List<TablePlan> tables() {
        return levels.stream().flatMap(List::stream).toList();
    }
}
