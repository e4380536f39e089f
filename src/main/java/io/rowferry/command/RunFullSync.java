package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.command.FullSyncOptions.CreateTables;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.ledger.RoleLock;
import io.rowferry.plan.NewTables;
import io.rowferry.plan.Plan;
import io.rowferry.sync.FullSync;
import io.rowferry.sync.Receiving;
import io.rowferry.sync.SyncResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

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
        return new PrintSync(job, COMMAND, options, out, new Attention(job, COMMAND, err))
                .print(result, startedAt, began);
    }

    private SyncResult sync() throws InterruptedException {
        int readers = Workers.readers(Runtime.getRuntime().availableProcessors());
        try (SyncWiring wiring = new SyncWiring(
                job,
                tables.of(job),
                options,
                environment,
                err,
                clock,
                readers,
                fullSync.sending().sendOnly(),
                fullSync.sending().replicaWait())) {
            if (fullSync.createTables() == CreateTables.RUN) {
                wiring.createTables();
            }
            Plan plan = wiring.plan(fullSync.sending().acceptDrift());
            ServiceBusQueue bus = wiring.bus();
            wiring.prepareLedgers();
            RoleLock lock = wiring.lock(COMMAND, fullSync.sending().patience());
            wiring.remember(plan);
            Receiving receiving = wiring.receiving(bus, fullSync.sending().outagePatience());
            FullSync sync = new FullSync(
                    wiring.parts(plan, lock, bus, receiving, fullSync.sending()),
                    fullSync.horizonWait(),
                    fullSync.anew());
            SyncResult result = new Progress(options, environment, err).during(sync::run);
            SyncResult whole = result.with(SyncWiring.end(receiving));
            wiring.prune(bus);
            return whole;
        }
    }

    private ExitCode printTables() {
        OpenJob open = new OpenJob(job, environment);
        try (Database source = open.source(1);
                Database target = open.target(1)) {
            NewTables.statements(job, tables.of(job), source, target).forEach(sql -> out.println(sql + ";"));
        }
        return ExitCode.OK;
    }
}
