package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.plan.AddedColumns;
import io.rowferry.plan.Plan;
import io.rowferry.plan.Planner;
import io.rowferry.report.Heading;
import io.rowferry.report.PlanJson;
import io.rowferry.report.PlanText;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a job's plan and shows it, and does nothing else. */
final class ShowPlan {
    private static final int CONNECTIONS = 2;

    private final Job job;
    private final Set<TableName> tables;
    private final OutputFormat format;
    private final Map<String, String> environment;
    private final PrintWriter out;

    ShowPlan(Job job, Set<TableName> tables, OutputFormat format, Map<String, String> environment, PrintWriter out) {
        this.job = job;
        this.tables = tables;
        this.format = format;
        this.environment = environment;
        this.out = out;
    }

    /** Ends with the code that a run would end with before it began. */
    ExitCode run(String command) {
        Instant startedAt = Clock.systemUTC().instant();
        long began = System.nanoTime();
        OpenJob open = new OpenJob(job, environment);
        try (Database source = open.source(CONNECTIONS)) {
            if (job.target() == null) {
                return show(command, Planner.plan(job, tables, source, null, job.drift()), null, startedAt, began);
            }
            try (Database target = open.target(CONNECTIONS)) {
                Plan plan = Planner.plan(job, tables, source, target, job.drift());
                return show(command, plan, target, startedAt, began);
            }
        }
    }

    private ExitCode show(String command, Plan plan, @Nullable Database target, Instant startedAt, long began) {
        List<String> statements = target == null ? List.of() : AddedColumns.statements(plan, target.engine());
        ExitCode exitCode = plan.allProblems().isEmpty() ? ExitCode.OK : ExitCode.USAGE;
        if (format == OutputFormat.JSON) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
            PlanJson.print(new Heading(job.name(), command, startedAt, elapsed), plan, statements, exitCode, out);
        } else {
            PlanText.print(job.name(), plan, statements, out);
        }
        return exitCode;
    }
}
