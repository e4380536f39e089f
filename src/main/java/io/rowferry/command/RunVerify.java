package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.database.Database;
import io.rowferry.job.Drift;
import io.rowferry.job.Job;
import io.rowferry.plan.Plan;
import io.rowferry.plan.Planner;
import io.rowferry.report.Heading;
import io.rowferry.report.VerifyJson;
import io.rowferry.report.VerifyText;
import io.rowferry.table.TableName;
import io.rowferry.verify.Verify;
import io.rowferry.verify.VerifyResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Wires a verify together, runs it, prints its result. */
final class RunVerify {
    /** One for each thing that goes on at a side at a time: catalog, checksum, streamed columns and their ranges. */
    private static final int CONNECTIONS = 4;

    private final Job job;
    private final TableOption tables;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;

    RunVerify(Job job, TableOption tables, SharedOptions options, Map<String, String> environment, PrintWriter out) {
        this.job = job;
        this.tables = tables;
        this.options = options;
        this.environment = environment;
        this.out = out;
    }

    ExitCode run() {
        Instant startedAt = Clock.systemUTC().instant();
        long began = System.nanoTime();
        VerifyResult result = Interruption.tell(this::verify);
        if (options.output() == OutputFormat.JSON) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
            VerifyJson.print(new Heading(job.name(), "verify", startedAt, elapsed), result, out);
        } else {
            VerifyText.print(result, job.file().toString(), out);
        }
        return result.exitCode();
    }

    private VerifyResult verify() throws InterruptedException {
        Set<TableName> meant = tables.of(job);
        OpenJob open = new OpenJob(job, environment);
        try (Database source = open.source(CONNECTIONS);
                Database target = open.targetToRead(CONNECTIONS)) {
            // A column that the target lacks is no difference of rows where the job says to do without.
            Drift drift = job.drift() == Drift.FAIL ? Drift.FAIL : Drift.IGNORE;
            Plan plan = Planner.plan(job, meant, source, target, drift)
                    .runnable(job.file().toString());
            return new Verify(plan, source, target, open::maskKey).run(verdict -> {});
        }
    }
}
