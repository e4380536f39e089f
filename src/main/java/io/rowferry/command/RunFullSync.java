package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.apply.Appliers;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.command.FullSyncOptions.CreateTables;
import io.rowferry.database.Database;
import io.rowferry.job.Drift;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.RunLedger;
import io.rowferry.plan.AddedColumns;
import io.rowferry.plan.NewTables;
import io.rowferry.plan.Plan;
import io.rowferry.plan.Planner;
import io.rowferry.plan.WriteAccess;
import io.rowferry.report.Heading;
import io.rowferry.report.PlanText;
import io.rowferry.report.ProgressLine;
import io.rowferry.report.SyncJson;
import io.rowferry.report.SyncText;
import io.rowferry.source.Snapshot;
import io.rowferry.sync.FullSync;
import io.rowferry.sync.SyncListener;
import io.rowferry.sync.SyncResult;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Wires a full-sync together, runs it, prints its result. */
final class RunFullSync {
    private static final String COMMAND = "full-sync";

    private final Job job;
    private final TableOption tables;
    private final FullSyncOptions fullSync;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Clock clock = Clock.systemUTC();

    RunFullSync(
            Job job,
            TableOption tables,
            FullSyncOptions fullSync,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.tables = tables;
        this.fullSync = fullSync;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        if (fullSync.dryRun()) {
            return new ShowPlan(job, tables.of(job), options.output(), environment, out).run(COMMAND);
        } else if (fullSync.createTables() == CreateTables.PRINT) {
            return printTables();
        }
        Instant startedAt = clock.instant();
        long began = System.nanoTime();
        SyncResult result = Interruption.tell(this::sync);
        Heading heading = new Heading(job.name(), COMMAND, startedAt, Duration.ofNanos(System.nanoTime() - began));
        if (options.output() == OutputFormat.JSON) {
            SyncJson.print(heading, result, out);
        } else {
            SyncText.print(heading, result, job.file().toString(), out);
        }
        return result.exitCode();
    }

    private SyncResult sync() throws InterruptedException {
        int lanes = job.bus().lanes();
        Workers workers = Workers.of(Runtime.getRuntime().availableProcessors(), lanes);
        Set<TableName> meant = tables.of(job);
        OpenJob open = new OpenJob(job, environment);
        try (Database source = open.source(workers.sourceConnections());
                Database target = open.target(workers.targetConnections())) {
            if (fullSync.createTables() == CreateTables.RUN) {
                target.define(NewTables.statements(job, meant, source, target));
            }
            DriftGuard drift = new DriftGuard(job, target);
            Plan plan = plan(meant, source, target, drift);
            WriteAccess.check(plan, target);
            try (ServiceBusQueue bus = ServiceBusQueue.open(open.bus())) {
                LedgerSchema.prepare(target);
                drift.remember(plan);
                FullSync sync = new FullSync(
                        plan,
                        open::shape,
                        () -> Snapshot.open(source, workers.readers()),
                        new RunLedger(target, clock),
                        bus,
                        () -> Appliers.start(
                                lanes, workers.appliers(), job.name(), bus, () -> open.writer(target, clock)));
                return withProgress(listener -> sync.run(job.name(), lanes, listener));
            }
        }
    }

    /** The plan, after what the drift policy has to say, and with the columns added that it wants added. */
    private Plan plan(Set<TableName> meant, Database source, Database target, DriftGuard guard) {
        Plan plan = Planner.plan(job, meant, source, target, job.drift());
        List<String> changes = guard.check(plan, fullSync.acceptDrift());
        plan.runnable(job.file().toString());
        List<String> statements = AddedColumns.statements(plan, target.engine());
        if (!options.quiet()) {
            changes.forEach(change -> err.println("has changed since the last run: " + change));
            statements.forEach(sql -> err.println("adding to the target: " + sql));
        }
        if (!statements.isEmpty()) {
            target.define(statements);
            plan = Planner.plan(job, meant, source, target, Drift.IGNORE)
                    .runnable(job.file().toString());
        }
        if (options.verbose()) {
            PlanText.print(job.name(), plan, List.of(), err);
        }
        return plan;
    }

    private ExitCode printTables() {
        OpenJob open = new OpenJob(job, environment);
        try (Database source = open.source(1);
                Database target = open.target(1)) {
            NewTables.statements(job, tables.of(job), source, target).forEach(sql -> out.println(sql + ";"));
        }
        return ExitCode.OK;
    }

    @FunctionalInterface
    private interface Deed {
        SyncResult run(SyncListener listener) throws InterruptedException;
    }

    private SyncResult withProgress(Deed deed) throws InterruptedException {
        if (options.quiet()) {
            return deed.run(soFar -> {});
        }
        ProgressLine progress = new ProgressLine(err, Terminal.shows(environment));
        try {
            return deed.run(progress);
        } finally {
            progress.end();
        }
    }
}
