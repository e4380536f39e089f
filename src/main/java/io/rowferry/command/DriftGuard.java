package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.job.Drift;
import io.rowferry.job.Job;
import io.rowferry.ledger.ShapeLedger;
import io.rowferry.plan.Plan;
import io.rowferry.plan.Remembered;
import io.rowferry.plan.Remembered.Change;
import io.rowferry.plan.TablePlan;
import io.rowferry.table.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares what a job's tables are with what they were in its last run, before anything is read. */
final class DriftGuard {
    private final Job job;
    private final ShapeLedger shapes;
    private Map<TableName, String> known = Map.of();

    /** Looks into the ledger in the state store, which may not be there yet. */
    DriftGuard(Job job, Database state) {
        this.job = job;
        this.shapes = new ShapeLedger(state);
    }

    /**
     * What has changed, a sentence each; none before the first run.
     *
     * @param accept whether the user says that he knows
     * @throws Failure with {@code REFUSED} where the policy is to stop, or where the plan cannot be run any more
     */
    List<String> check(Plan plan, boolean accept) {
        known = shapes.read(job.name());
        List<Change> changes = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            String shape = known.get(table.table());
            if (shape != null) {
                changes.addAll(Remembered.parse(shape).changes(table));
            }
        }
        List<String> sentences = changes.stream().map(Change::sentence).toList();
        List<String> problems = plan.allProblems();
        boolean harmless = accept || changes.stream().allMatch(Change::harmless);
        boolean stop = !problems.isEmpty() || (job.drift() == Drift.FAIL && !harmless);
        if (!changes.isEmpty() && stop) {
            List<String> lines = new ArrayList<>(List.of("tables have changed since the last run:"));
            lines.addAll(sentences);
            lines.addAll(problems);
            throw new Failure(
                    ExitCode.REFUSED,
                    String.join("\n", lines),
                    problems.isEmpty()
                            ? "Nothing was read or written. Look at the plan with --dry-run; if it is right, run it again"
                                    + " with --accept-drift, or set drift: in " + job.file() + "."
                            : "Nothing was read or written. Bring the two sides in line, or drop or cast the columns in "
                                    + job.file() + ".");
        }
        return sentences;
    }

    /** Remembers what the tables are now, where that is not what was known at the last check, in a ledger that is there. */
    void remember(Plan plan) {
        // In one order, so that two runs that begin together do not wait for each other's rows.
        Map<TableName, String> now = new TreeMap<>(Comparator.comparing(TableName::toString));
        for (TablePlan table : plan.tables()) {
            String before = known.get(table.table());
            Remembered is = Remembered.of(table);
            String shape = (before == null ? is : is.orElse(Remembered.parse(before))).toString();
            if (!shape.equals(before)) {
                now.put(table.table(), shape);
            }
        }
        if (!now.isEmpty()) {
            shapes.write(job.name(), now);
        }
    }
}
