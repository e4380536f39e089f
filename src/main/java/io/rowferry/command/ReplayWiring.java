package io.rowferry.command;

import io.rowferry.apply.Appliers;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.ReplayAudit;
import io.rowferry.ledger.ReplayOutcomes;
import io.rowferry.ledger.RoleLock;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.RunLedger;
import io.rowferry.replay.Target;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Opens what is needed to do something with dead letters, and closes it in the other order. Like the commands that send, a
 * replay applies in its own process where the job has a target. One thread.
 */
final class ReplayWiring implements AutoCloseable {
    static final String ROLE = "replay-dlq";

    private final Job job;
    private final Map<String, String> environment;
    private final Clock clock;
    private final OpenJob open;
    private final Opened opened = new Opened();
    private final Database state;

    /** Connects to the state store and takes the lock; a failure leaves nothing open. */
    ReplayWiring(Job job, Map<String, String> environment, Clock clock, Duration patience) throws InterruptedException {
        this.job = job;
        this.environment = environment;
        this.clock = clock;
        this.open = new OpenJob(job, environment);
        try {
            state = opened.keep(open.state(job.target() == null));
            LedgerSchema.prepare(state);
            opened.keep(RoleLock.take(state, job.name(), ROLE, Holder.ofThisProcess(), clock, patience));
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    Run begin() {
        RunLedger runs = open.runs(state, clock, null);
        int lanes = runs.lanes(job.name()).orElse(job.bus().lanes());
        return runs.begin(job.name(), lanes, ROLE, () -> true).run();
    }

    void end(Run run, int exitCode) {
        new RunLedger(state, clock).end(run, ROLE, exitCode, List.of());
    }

    /**
     * The run's audit.
     *
     * @param place where letters go, or are taken off
     * @param because why, in the user's words; empty without
     */
    AuditTrail audit(Run run, BusAddress place, String filter, String because) {
        ReplayAudit.Frame frame = new ReplayAudit.Frame(run, Holder.ofThisProcess(), place.place(), filter, because);
        return opened.keep(
                new AuditTrail(new ReplayAudit(state, frame), frame, folder(run).place("replay.jsonl")));
    }

    RunFolder folder(Run run) {
        return RunFolder.of(environment, job.name(), run.name(), clock);
    }

    /** Starts what applies beside the replay. */
    Target target(BusAddress address, Duration patience) {
        Workers workers = Workers.of(
                0, Runtime.getRuntime().availableProcessors(), job.bus().lanes());
        Database target = opened.keep(open.target(workers.targetConnections()));
        LedgerSchema.prepare(target);
        ServiceBusQueue bus = opened.keep(ServiceBusQueue.open(address));
        Appliers appliers = opened.keep(open.appliers(target, workers.appliers(), bus, patience, clock));
        return new ApplyingTarget(job.name(), appliers, new ReplayOutcomes(target), bus);
    }

    @Override
    public void close() {
        opened.close();
    }
}
