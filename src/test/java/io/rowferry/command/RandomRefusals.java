package io.rowferry.command;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the plan of a job refuses.
 *
 * @param columns by table; of a table without any of them something else is refused
 * @param told all that the program said; empty when it refuses nothing
 */
record RandomRefusals(Map<String, Set<String>> columns, String told) {

    static RandomRefusals of(Scenario scenario, List<RandomPair> pairs) {
        CommandRun run = scenario.run("full-sync", "--dry-run", "--output", "json", "-q");
        return isUnknown(run) ? fromSentences(scenario.run("verify", "-q"), pairs) : fromPlan(run);
    }

    /** Whether this version has no dry run yet; then its job files cannot drop columns either. */
    static boolean isUnknown(CommandRun dryRun) {
        return dryRun.exitCode() == 2 && dryRun.err().contains("knows no option '--dry-run'");
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

    private static RandomRefusals fromSentences(CommandRun verify, List<RandomPair> pairs) {
        if (verify.exitCode() == 0 || verify.exitCode() == 3) {
            return new RandomRefusals(Map.of(), "");
        }
        Map<String, Set<String>> refused = new HashMap<>();
        for (RandomPair pair : pairs) {
            Stream.concat(pair.source().columns().stream(), pair.target().columns().stream())
                    .map(RandomColumn::name)
                    .filter(column -> verify.err().contains("column " + column + " of " + pair.name() + " "))
                    .forEach(column -> refused.computeIfAbsent(pair.name(), name -> new HashSet<>())
                            .add(column));
            if (verify.err().contains("table " + pair.name() + " ")) {
                refused.put(pair.name(), Set.of());
            }
        }
        return new RandomRefusals(refused, verify.out() + verify.err());
    }
}
