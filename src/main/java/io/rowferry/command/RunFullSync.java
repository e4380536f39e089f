package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.apply.Appliers;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.RunLedger;
import io.rowferry.plan.Plan;
import io.rowferry.plan.Planner;
import io.rowferry.plan.WriteAccess;
import io.rowferry.report.Heading;
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
import java.util.Map;
import java.util.Set;

/** Wires a full-sync together, runs it, prints its result. */
final class RunFullSync {
    private final Job job;
    private final TableOption tables;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Clock clock = Clock.systemUTC();

    RunFullSync(
            Job job,
            TableOption tables,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.tables = tables;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        Instant startedAt = clock.instant();
        long began = System.nanoTime();
        SyncResult result = Interruption.tell(this::sync);
        Heading heading = new Heading(job.name(), "full-sync", startedAt, Duration.ofNanos(System.nanoTime() - began));
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
            Plan plan = Planner.plan(job, meant, source, target);
            WriteAccess.check(plan, target);
            try (ServiceBusQueue bus = ServiceBusQueue.open(open.bus())) {
                LedgerSchema.prepare(target);
                FullSync sync = new FullSync(
                        plan,
                        () -> Snapshot.open(source, workers.readers()),
                        new RunLedger(target, clock),
                        bus,
                        () -> Appliers.start(
                                lanes, workers.appliers(), job.name(), bus, () -> open.writer(target, clock)));
                return withProgress(listener -> sync.run(job.name(), lanes, listener));
            }
        }
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
