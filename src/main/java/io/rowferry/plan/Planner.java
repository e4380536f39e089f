package io.rowferry.plan;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.table.ForeignKey;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the plan of a job by looking at both databases' catalogs. */
public final class Planner {
    private final Job job;
    private final Database source;
    private final Database target;
    private final List<String> problems = new ArrayList<>();

    private Planner(Job job, Database source, Database target) {
        this.job = job;
        this.source = source;
        this.target = target;
    }

    /**
     * Looks at the tables that are meant on both sides, and plans them.
     *
     * @param tables of the job that are meant; foreign keys to others do not count
     * @throws Failure with {@code USAGE}, naming everything that stands in the way at once
     */
    public static Plan plan(Job job, Set<TableName> tables, Database source, Database target) {
        return new Planner(job, source, target).plan(tables);
    }

    private Plan plan(Set<TableName> tables) {
        Map<TableName, TablePlan> plans = new LinkedHashMap<>();
        Map<TableName, List<ForeignKey>> references = new LinkedHashMap<>();
        for (TableJob table : job.tables()) {
            if (!tables.contains(table.table())) {
                continue;
            }
            Optional<TableShape> from = describe(source, table.table());
            Optional<TableShape> to = describe(target, table.table());
            if (from.isPresent() && to.isPresent()) {
                plans.put(table.table(), new TablePlanner(table, from.get(), to.get(), fit(), problems).plan());
                references.put(table.table(), to.get().foreignKeys());
            }
        }
        List<List<TableName>> levels = Levels.of(references, problems);
        if (!problems.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    String.join("\n", problems),
                    "Nothing was read or written. Correct " + job.file() + " or the tables, then run it again.");
        }
        return new Plan(levels.stream()
                .map(level -> level.stream().map(plans::get).toList())
                .toList());
    }

    private TypeFit fit() {
        return new TypeFit(
                job.source() == null ? null : job.source().zone(),
                job.target() == null ? null : job.target().zone());
    }

    private Optional<TableShape> describe(Database database, TableName table) {
        try (Connection connection = database.connect()) {
            Optional<TableShape> shape = database.engine().describe(connection, table);
            if (shape.isEmpty()) {
                problems.add("table " + table + " is not in " + database.place()
                        + ", or its login may not see it; create it there or take it out of the job");
            }
            return shape;
        } catch (SQLException e) {
            throw database.failure("reading the catalog about " + table, e);
        }
    }
}
