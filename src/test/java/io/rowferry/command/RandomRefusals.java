package io.rowferry.command;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the plan of a job refuses.
 *
 * @param columns by table; of a table without any of them something else is refused
 * @param told all that the program said; empty when it refuses nothing
 */
record RandomRefusals(Map<String, Set<String>> columns, String told) {

    static RandomRefusals of(Scenario scenario) {
        return fromPlan(scenario.run("full-sync", "--dry-run", "--output", "json", "-q"));
    }

    private static RandomRefusals fromPlan(CommandRun run) {
        Map<String, Set<String>> refused = new HashMap<>();
        for (Object table : RandomTree.elements(RandomTree.member(RandomTree.of(run.out()), "plan"), "tables")) {
            Set<String> columns = RandomTree.elements(table, "columns").stream()
                    .filter(column -> "refused".equals(RandomTree.member(column, "fit")))
                    .map(column -> String.valueOf(RandomTree.member(column, "column")))
                    .collect(Collectors.toSet());
            if (!columns.isEmpty() || !RandomTree.elements(table, "problems").isEmpty()) {
                refused.put(String.valueOf(RandomTree.member(table, "table")), columns);
            }
        }
        return new RandomRefusals(refused, run.exitCode() == 0 ? "" : run.out() + run.err());
    }
}
