package io.rowferry.command;

import io.rowferry.servers.Engine;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One job with many tables: planned until the plan refuses nothing any more, run, compared, verified and run again. */
final class RandomLeg {
    private static final int ROUNDS = 6;
    private static final int OK = 0;
    private static final int DIFFERENT = 3;
    private static final int REJECTED = 4;

    private final Path folder;
    private final TestDatabase source;
    private final TestDatabase target;
    private final Map<String, Set<String>> dropped = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private List<RandomPair> pairs;

    /** @param pairs whose tables are in the two databases */
    RandomLeg(Path folder, TestDatabase source, TestDatabase target, List<RandomPair> pairs) {
        this.folder = folder;
        this.source = source;
        this.target = target;
        this.pairs = pairs;
    }

    /** Runs it all; a sentence for everything that is wrong. */
    List<String> complaints() throws SQLException, IOException {
        Scenario scenario = plan();
        if (pairs.isEmpty()) {
            return complaints;
        }
        CommandRun run = scenario.run("full-sync", "--output", "json", "-q");
        if (run.exitCode() != OK && run.exitCode() != REJECTED) {
            complaints.add("full-sync ended with " + run.exitCode() + ": " + run.err());
            return leaveOutTheGuilty(scenario) ? complaints() : complaints;
        }
        Map<String, Set<List<String>>> dead = RandomDeadKeys.of(scenario);
        compare(dead, true);
        expect(scenario.run("verify", "--output", "json", "-q"), dead.isEmpty() ? OK : DIFFERENT, dead.keySet());
        expectNothingNew(scenario.run("full-sync", "--output", "json", "-q"), run.exitCode());
        loseSome();
        scenario.run("full-sync", "--output", "json", "-q");
        compare(RandomDeadKeys.of(scenario), false);
        return complaints;
    }

    private void compare(Map<String, Set<List<String>>> dead, boolean lettersAreNew) throws SQLException {
        for (RandomPair pair : pairs) {
            new RandomComparison(pair, dead.getOrDefault(pair.name(), Set.of()), lettersAreNew)
                    .complaints(source, target)
                    .forEach(complaint -> complain(pair, complaint));
        }
    }

    /** Rows that are written beside others that are there go another way than the first ones. */
    private void loseSome() throws SQLException {
        for (RandomPair pair : pairs) {
            RandomTable table = pair.target();
            long half = target.count(table.quotedName()) / 2;
            target.execute(
                    table.engine() == Engine.MARIADB
                            ? "delete from " + table.quotedName() + " limit " + half
                            : "delete from " + table.quotedName() + " where ctid in (select ctid from "
                                    + table.quotedName() + " limit " + half + ")");
        }
    }

    /** What was carried, once it was. */
    List<RandomPair> carried() {
        return pairs;
    }

    private Scenario plan() throws SQLException, IOException {
        RandomRefusals refusals = new RandomRefusals(Map.of(), "");
        for (int round = 0; round < ROUNDS; round++) {
            Scenario scenario = scenario();
            refusals = RandomRefusals.of(scenario);
            if (refusals.told().isEmpty() || pairs.isEmpty()) {
                return scenario;
            }
            drop(refusals.columns(), round == ROUNDS - 2);
        }
        complaints.add("the plan is never content: " + refusals.told());
        pairs = List.of();
        return scenario();
    }

    private void drop(Map<String, Set<String>> refused, boolean patienceIsOver) throws SQLException {
        List<RandomPair> kept = new ArrayList<>();
        for (RandomPair pair : pairs) {
            Set<String> columns = refused.get(pair.name());
            if (columns == null) {
                kept.add(pair);
            } else if (!columns.isEmpty()
                    && !patienceIsOver
                    && pair.source().key().stream().noneMatch(columns::contains)) {
                Set<String> all = pair.withDependents(columns);
                dropped.computeIfAbsent(pair.name(), name -> new HashSet<>()).addAll(all);
                RandomDrop.from(target, pair.target(), all);
                kept.add(pair.without(all));
            }
        }
        pairs = kept;
    }

    private Scenario scenario() throws IOException {
        String[] tables = pairs.stream()
                .map(pair -> "{table: " + RandomTree.quoted(pair.name())
                        + (pair.watermark() == null ? "" : ", watermark: " + RandomTree.quoted(pair.watermark()))
                        + drop(pair) + "}")
                .toArray(String[]::new);
        return Scenario.between(folder, source, target, tables);
    }

    private String drop(RandomPair pair) {
        Set<String> columns = dropped.getOrDefault(pair.name(), Set.of());
        return columns.isEmpty()
                ? ""
                : ", columns: {drop: ["
                        + columns.stream().map(RandomTree::quoted).collect(Collectors.joining(", ")) + "]}";
    }

    private void expect(CommandRun verify, int exitCode, Set<String> differing) {
        if (verify.exitCode() != exitCode) {
            complaints.add("verify ended with " + verify.exitCode() + ", not " + exitCode + ": " + verify.err()
                    + verify.out());
        }
        for (Object table : RandomTree.elements(RandomTree.of(verify.out()), "tables")) {
            String name = String.valueOf(RandomTree.member(table, "table"));
            String verdict = differing.contains(name) ? "different" : "equal";
            if (!verdict.equals(RandomTree.member(table, "verdict"))) {
                pairs.stream()
                        .filter(pair -> pair.name().equals(name))
                        .forEach(pair -> complain(pair, "verify should call it " + verdict + ": " + table));
            }
        }
    }

    private void expectNothingNew(CommandRun again, int exitCode) {
        if (again.exitCode() != exitCode) {
            complaints.add("full-sync again ended with " + again.exitCode() + ": " + again.err() + again.out());
        }
        for (Object table : RandomTree.elements(RandomTree.of(again.out()), "tables")) {
            if (!"0".equals(String.valueOf(RandomTree.member(table, "applied")))) {
                pairs.stream()
                        .filter(pair -> pair.name().equals(RandomTree.member(table, "table")))
                        .forEach(pair -> complain(pair, "full-sync again applied rows: " + table));
            }
        }
    }

    /** Goes on without the tables that a run cannot do with; false if each of them does alone. */
    private boolean leaveOutTheGuilty(Scenario scenario) {
        List<RandomPair> innocent = new ArrayList<>();
        for (RandomPair pair : pairs) {
            CommandRun alone = scenario.run("full-sync", "--table", pair.name(), "--output", "json", "-q");
            if (alone.exitCode() == OK || alone.exitCode() == REJECTED) {
                innocent.add(pair);
            } else {
                complain(pair, "full-sync of it alone ended with " + alone.exitCode() + ": " + alone.err());
            }
        }
        boolean isLess = innocent.size() < pairs.size();
        pairs = innocent;
        return isLess;
    }

    private void complain(RandomPair pair, String complaint) {
        // What a table is made of is told once.
        complaints.add(told.add(pair.name()) ? pair.told() + "\n    " + complaint : "    " + complaint);
    }
}
