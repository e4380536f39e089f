package io.rowferry.plan;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run carries.
 *
 * @param levels tables that may travel at the same time, parents before children: a table refers only to tables of
 *     levels before its own
 * @param problems why it cannot be run as a whole, beside what its tables say
 * @param oneSided whether the target was not looked at, so that nothing is known of what it can hold
 */
public record Plan(List<List<TablePlan>> levels, List<String> problems, boolean oneSided) {

    /** All tables, parents first. */
    public List<TablePlan> tables() {
        return levels.stream().flatMap(List::stream).toList();
    }

    /** Everything that stands in the way, a sentence each. */
    public List<String> allProblems() {
        return Stream.concat(problems.stream(), tables().stream().flatMap(table -> table.problems().stream()))
                .toList();
    }

    /**
     * This plan, if it can be run.
     *
     * @param file the job file, for the remedy
     * @throws Failure with {@code USAGE}, naming everything that stands in the way at once
     */
    public Plan runnable(String file) {
        if (allProblems().isEmpty()) {
            return this;
        }
        throw new Failure(
                ExitCode.USAGE,
                String.join("\n", allProblems()),
                "Nothing was read or written. Correct " + file + " or the tables, then run it again.");
    }
}
