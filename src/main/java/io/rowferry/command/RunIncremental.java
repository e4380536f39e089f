package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.ledger.RoleLock;
import io.rowferry.plan.Plan;
import io.rowferry.sync.Deadline;
import io.rowferry.sync.Incremental;
import io.rowferry.sync.Parts;
import io.rowferry.sync.Receiving;
import io.rowferry.sync.ResendKeys;
import io.rowferry.sync.ResendSpan;
import io.rowferry.sync.SyncResult;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wires an incremental together, runs it once or again and again, prints its results. */
final class RunIncremental {
    private static final String COMMAND = "incremental";
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(10);

    private final Job job;
    private final TableOption tables;
    private final IncrementalOptions incremental;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Attention attention;
    private final PrintSync printing;
    private final Clock clock = Clock.systemUTC();

    RunIncremental(
            Job job,
            TableOption tables,
            IncrementalOptions incremental,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.tables = tables;
        this.incremental = incremental;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.attention = new Attention(job, COMMAND, err);
        this.printing = new PrintSync(job, COMMAND, options, out, attention);
    }

    ExitCode run() {
        String contradiction = incremental.contradiction();
        if (contradiction != null) {
            throw new Failure(
                    ExitCode.USAGE,
                    contradiction + " do not go together",
                    "Give one of them; --help shows what each does.");
        }
        Duration every = incremental.every();
        Instant watermark = incremental.watermark();
        Set<TableName> meant = incremental.keys() == null ? watermarked() : tables.of(job);
        if (incremental.dryRun() && watermark == null) {
            return new ShowPlan(job, meant, options.output(), environment, out).run(COMMAND);
        } else if (incremental.keys() != null) {
            return Interruption.tell(() -> resend(meant));
        }
        if (watermark != null) {
            return Interruption.tell(
                    () -> new RunSetWatermark(job, meant, incremental, options, environment, out, err).run(watermark));
        } else if (incremental.from() != null || incremental.to() != null) {
            return Interruption.tell(() -> resend(meant));
        }
        return Interruption.tell(() -> every == null ? once(meant) : again(meant, every));
    }

    private ExitCode resend(Set<TableName> meant) throws InterruptedException {
        String keys = incremental.keys();
        if (keys != null && meant.size() != 1) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--keys names rows of one table, and " + meant.size() + " are chosen",
                    "Name it: --table " + meant.iterator().next() + ".");
        }
        Instant startedAt = clock.instant();
        long began = System.nanoTime();
        try (SyncWiring wiring = wiring(meant)) {
            Plan plan = plan(wiring);
            ServiceBusQueue bus = wiring.bus();
            wiring.prepareLedgers();
            Receiving receiving = wiring.receiving(bus, incremental.sending().outagePatience());
            Parts parts = wiring.parts(plan, null, bus, receiving, incremental.sending());
            SyncResult result;
            if (keys == null) {
                result = progress().during(new ResendSpan(parts, incremental.from(), incremental.to())::run);
            } else {
                try (KeyFile file = new KeyFile(keys, plan.tables().get(0).sourceKey())) {
                    result = progress().during(new ResendKeys(parts, file)::run);
                }
            }
            return printing.print(result.with(SyncWiring.end(receiving)), startedAt, began);
        }
    }

    private Progress progress() {
        return new Progress(options, environment, err);
    }

    /** The tables that can be read by their stamps. */
    private Set<TableName> watermarked() {
        Set<TableName> chosen = tables.of(job);
        Set<TableName> meant = new LinkedHashSet<>();
        for (TableJob table : job.tables()) {
            if (!chosen.contains(table.table())) {
                continue;
            }
            if (table.watermark() != null) {
                meant.add(table.table());
            } else {
                options.aside(err).println(table.table() + " has no watermark:, so that full-sync alone carries it");
            }
        }
        if (meant.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "none of the tables has a watermark:, which incremental goes by",
                    "Name the column that says when a row was last written as watermark:, or use full-sync.");
        }
        return meant;
    }

    private ExitCode once(Set<TableName> meant) throws InterruptedException {
        try (SyncWiring wiring = wiring(meant)) {
            Opened opened = open(wiring);
            Instant startedAt = clock.instant();
            long began = System.nanoTime();
            SyncResult result = cycle(wiring, opened, opened.plan(), progress());
            return printing.print(result.with(SyncWiring.end(opened.receiving())), startedAt, began);
        }
    }

    private ExitCode again(Set<TableName> meant, Duration every) throws InterruptedException {
        Progress progress = progress();
        Deadline deadline = incremental.sending().deadline();
        ExitCode worst = ExitCode.OK;
        OwnLock own = new OwnLock();
        while (true) {
            try (SyncWiring wiring = wiring(meant)) {
                Opened opened = open(wiring);
                own.taken();
                for (Plan plan = opened.plan(); ; plan = plan(wiring)) {
                    Instant startedAt = clock.instant();
                    long began = System.nanoTime();
                    SyncResult result = cycle(wiring, opened, plan, progress);
                    if (options.output() == OutputFormat.JSON || !result.isIdle()) {
                        printing.print(result, startedAt, began);
                    }
                    worst = worst.or(result.exitCode());
                    long pause = Math.max(0, every.toNanos() - (System.nanoTime() - began));
                    if (!deadline.allows(pause)) {
                        return worst;
                    }
                    progress.between(result);
                    Thread.sleep(pause / 1_000_000, (int) (pause % 1_000_000));
                }
            } catch (Failure failure) {
                Failure e = own.outage(failure);
                if (e.exitCode() != ExitCode.OUTAGE || !deadline.allows(AFTER_OUTAGE.toNanos())) {
                    throw e;
                }
                err.println(e.what());
                err.println("Nothing is lost. Going on in " + AFTER_OUTAGE.toSeconds() + " s.");
                if (options.output() == OutputFormat.JSON) {
                    new FailureDocument(job.name(), COMMAND, e).print(out);
                    out.flush();
                }
                attention.call(e);
                Thread.sleep(AFTER_OUTAGE.toMillis());
            }
        }
    }

    /** What serves all cycles; the plan is the first one's. */
    private record Opened(
            Plan plan,
            RoleLock lock,
            ServiceBusQueue bus,
            @Nullable Receiving receiving) {}

    private SyncWiring wiring(Set<TableName> meant) {
        return new SyncWiring(
                job,
                meant,
                options,
                environment,
                err,
                clock,
                1,
                incremental.sending().sendOnly(),
                incremental.sending().replicaWait());
    }

    private Opened open(SyncWiring wiring) throws InterruptedException {
        Plan plan = plan(wiring);
        ServiceBusQueue bus = wiring.bus();
        wiring.prepareLedgers();
        RoleLock lock = wiring.lock(COMMAND, incremental.sending().patience());
        return new Opened(
                plan, lock, bus, wiring.receiving(bus, incremental.sending().outagePatience()));
    }

    private Plan plan(SyncWiring wiring) {
        return wiring.plan(incremental.sending().acceptDrift());
    }

    private SyncResult cycle(SyncWiring wiring, Opened opened, Plan plan, Progress progress)
            throws InterruptedException {
        wiring.remember(plan);
        Incremental run = new Incremental(
                wiring.parts(plan, opened.lock(), opened.bus(), opened.receiving(), incremental.sending()));
        return progress.during(run::run);
    }
}
