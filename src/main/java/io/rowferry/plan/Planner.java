package io.rowferry.plan;

import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.job.Deletes;
import io.rowferry.job.Drift;
import io.rowferry.job.Endpoint;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.table.ForeignKey;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a job by looking at the databases' catalogs. */
public final class Planner {
    private final Job job;
    private final Database source;
    private final @Nullable Database target;
    private final Drift drift;
    private final Side sourceSide;
    private final TypeFit fit;
    private final List<String> problems = new ArrayList<>();

    private Planner(Job job, Database source, @Nullable Database target, Drift drift) {
        this.job = job;
        this.source = source;
        this.target = target;
        this.drift = drift;
        this.sourceSide = side(job.source(), source);
        this.fit = new TypeFit(sourceSide, side(job.target(), target));
    }

    /**
     * Looks at the tables that are meant on both sides, and plans them.
     *
     * @param tables of the job that are meant; foreign keys to others do not count
     * @param target null when it is out of sight: the plan is then made from the source alone
     * @param drift what to do about columns that the target lacks
     * @return a plan, which may be one that cannot be run and says why
     * @throws Failure when a catalog could not be read
     */
    public static Plan plan(Job job, Set<TableName> tables, Database source, @Nullable Database target, Drift drift) {
        return new Planner(job, source, target, drift).plan(tables);
    }

    private Plan plan(Set<TableName> tables) {
        Map<TableName, TablePlan> plans = new LinkedHashMap<>();
        Map<TableName, List<ForeignKey>> references = new LinkedHashMap<>();
        for (TableJob table : job.tables()) {
            if (!tables.contains(table.table())) {
                continue;
            }
            Optional<TableShape> from = describe(source, table.table());
            Optional<TableShape> to = target == null ? Optional.empty() : describe(target, table.table());
            if (from.isPresent() && (to.isPresent() || target == null)) {
                TableShape tombstones = table.deletes() instanceof Deletes.Tombstones policy
                        ? source.describe(policy.table()).orElse(null)
                        : null;
                TablePlan plan =
                        new TablePlanner(table, from.get(), to.orElse(null), tombstones, sourceSide, fit, drift).plan();
                plans.put(table.table(), plan);
                // The target's keys are those that a row can break; without a target, the source's must do.
                references.put(table.table(), to.orElseGet(from::get).foreignKeys());
                checkConditions(plan);
            }
        }
        List<List<TableName>> levels = Levels.of(references, problems);
        return new Plan(
                levels.stream()
                        .map(level -> level.stream().map(plans::get).toList())
                        .toList(),
                problems,
                target == null);
    }

    private void checkConditions(TablePlan plan) {
        if (plan.job().where() != null) {
            Conditions.problem(source, plan.table(), "where:", plan.job().where())
                    .ifPresent(problems::add);
        }
        if (target != null && plan.job().targetWhere() != null) {
            Conditions.problem(target, plan.table(), "target-where:", plan.job().targetWhere())
                    .ifPresent(problems::add);
        }
    }

    private static Side side(@Nullable Endpoint endpoint, @Nullable Database database) {
        return new Side(endpoint == null ? null : endpoint.zone(), database == null ? null : database.engine());
    }

    private Optional<TableShape> describe(Database database, TableName table) {
        Optional<TableShape> shape = database.describe(table);
        if (shape.isEmpty()) {
            problems.add("table " + table + " is not in " + database.place()
                    + ", or its login may not see it; create it there or take it out of the job");
        }
        return shape;
    }
}
