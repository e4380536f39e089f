package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.apply.MessageCounts;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.database.Database;
import io.rowferry.job.Drift;
import io.rowferry.job.Job;
import io.rowferry.ledger.CopyLedger;
import io.rowferry.ledger.CountLedger;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.RoleLock;
import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.plan.AddedColumns;
import io.rowferry.plan.NewTables;
import io.rowferry.plan.Plan;
import io.rowferry.plan.Planner;
import io.rowferry.plan.WriteAccess;
import io.rowferry.report.PlanText;
import io.rowferry.source.Lookout;
import io.rowferry.source.Replica;
import io.rowferry.source.Snapshot;
import io.rowferry.source.Sweeper;
import io.rowferry.sync.Deadline;
import io.rowferry.sync.MaxDeletes;
import io.rowferry.sync.Parts;
import io.rowferry.sync.Receiving;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens what a run that sends needs, in the order in which mistakes cost least, and closes it in the other. Serves one
 * cycle after the other. One thread.
 */
final class SyncWiring implements AutoCloseable {
    private final Job job;
    private final Set<TableName> tables;
    private final SharedOptions options;
    private final PrintWriter err;
    private final Clock clock;
    private final OpenJob open;
    private final Workers workers;
    private final Opened opened = new Opened();
    private final Database source;
    private final @Nullable Database target;
    private final Database state;
    private final DriftGuard drift;
    private final @Nullable Replica replica;
    private final @Nullable Duration replicaWait;

    /**
     * Connects to the databases; a failure leaves nothing open.
     *
     * @param sendOnly whether the target is left alone; so it is, too, where the job has none
     * @param replicaWait how long to wait for the replica, where the job reads from one; null when no rows are read
     */
    SyncWiring(
            Job job,
            Set<TableName> tables,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter err,
            Clock clock,
            int readers,
            boolean sendOnly,
            @Nullable Duration replicaWait) {
        this.job = job;
        this.tables = tables;
        this.options = options;
        this.err = err;
        this.clock = clock;
        this.open = new OpenJob(job, environment);
        this.replicaWait = replicaWait;
        this.workers = Workers.of(
                readers, Runtime.getRuntime().availableProcessors(), job.bus().lanes());
        try {
            source = opened.keep(open.source(workers.sourceConnections()));
            replica = replicaWait == null || !open.hasReplica()
                    ? null
                    : new Replica(source, opened.keep(open.replica(workers.sourceConnections())), replicaWait);
            target = sendOnly || job.target() == null ? null : opened.keep(open.target(workers.targetConnections()));
            state = job.state() != null || target == null ? opened.keep(open.state(target == null)) : target;
            drift = new DriftGuard(job, state);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Makes the tables that the target lacks. */
    void createTables() {
        Database here = target();
        here.define(NewTables.statements(job, tables, source, here));
    }

    /** The plan, after what the drift policy has to say, and with the columns added that it wants added. */
    Plan plan(boolean acceptDrift) {
        Plan plan = Planner.plan(job, tables, source, target, job.drift());
        List<String> changes = drift.check(plan, acceptDrift);
        plan.runnable(job.file().toString());
        List<String> statements = target == null ? List.of() : AddedColumns.statements(plan, target.engine());
        PrintWriter aside = options.aside(err);
        changes.forEach(change -> aside.println("has changed since the last run: " + change));
        statements.forEach(sql -> aside.println("adding to the target: " + sql));
        if (!statements.isEmpty()) {
            target().define(statements);
            plan = Planner.plan(job, tables, source, target, Drift.IGNORE)
                    .runnable(job.file().toString());
        }
        if (options.verbose()) {
            PlanText.print(job.name(), plan, List.of(), err);
        }
        if (target != null) {
            WriteAccess.check(plan, target);
        }
        return plan;
    }

    /** The target, which the run must have. */
    Database target() {
        if (target == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "without a target no tables can be made in it",
                    "Leave --create-tables out, or --send-only.");
        }
        return target;
    }

    /** Makes rowferry's own tables where they are missing. */
    void prepareLedgers() {
        LedgerSchema.prepare(state);
        if (target != null && state != target) {
            LedgerSchema.prepare(target);
        }
    }

    /** Remembers what the tables are. */
    void remember(Plan plan) {
        drift.remember(plan);
    }

    RoleLock lock(String role, Duration patience) throws InterruptedException {
        return opened.keep(RoleLock.take(state, job.name(), role, Holder.ofThisProcess(), clock, patience));
    }

    ServiceBusQueue bus() {
        return opened.keep(ServiceBusQueue.open(open.bus()));
    }

    /** Starts what applies beside the run; null when the run only sends. */
    @Nullable
    Receiving receiving(ServiceBusQueue bus, Duration patience) {
        return target == null
                ? null
                : new Receiving(
                        new CountLedger(target),
                        opened.keep(open.appliers(target, workers.appliers(), bus, patience, clock)),
                        new Sweeper(target));
    }

    /** Ends what applies beside the run, and tells what became of messages: they are completed by the time it has ended. */
    static MessageCounts end(@Nullable Receiving receiving) {
        if (receiving == null) {
            return MessageCounts.NONE;
        }
        receiving.appliers().close();
        return receiving.appliers().counts();
    }

    /** Removes what the ledgers have outlived. */
    void prune(ServiceBusQueue bus) {
        PruneLedgers.run(job.name(), target, state, bus, clock, err);
    }

    WatermarkLedger watermarks() {
        return new WatermarkLedger(state);
    }

    Lookout lookout() {
        return new Lookout(source);
    }

    private Snapshot snapshot(int readers) {
        return replica == null ? Snapshot.open(source, readers) : replica.open(readers);
    }

    Parts parts(
            Plan plan,
            @Nullable RoleLock lock,
            ServiceBusQueue bus,
            @Nullable Receiving receiving,
            SendingOptions sending) {
        return parts(plan, lock, bus, receiving, sending.deadline(), sending.outagePatience(), sending.maxDeletes());
    }

    Parts parts(
            Plan plan,
            @Nullable RoleLock lock,
            ServiceBusQueue bus,
            @Nullable Receiving receiving,
            Deadline deadline,
            Duration outagePatience,
            MaxDeletes maxDeletes) {
        return new Parts(
                job,
                plan,
                open::shape,
                workers.readers(),
                this::snapshot,
                lookout(),
                open.runs(state, clock, replicaWait),
                watermarks(),
                new CopyLedger(state),
                lock,
                bus,
                receiving,
                deadline,
                outagePatience,
                maxDeletes);
    }

    @Override
    public void close() {
        opened.close();
    }
}
