package io.rowferry.command;

import io.rowferry.database.Database;
import io.rowferry.job.Drift;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerView;
import io.rowferry.plan.Plan;
import io.rowferry.plan.Planner;
import io.rowferry.source.Replica;
import io.rowferry.source.Snapshot;
import io.rowferry.table.TableName;
import io.rowferry.verify.Settings;
import io.rowferry.verify.Transit;
import io.rowferry.verify.Verify;
import io.rowferry.verify.Verify.Sides;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Opens what a comparison needs, only to read, and closes it. One thread. */
final class Comparing implements AutoCloseable {
    /** One for each thing that goes on at a side at a time: the questions, the catalog, the ledger. */
    private static final int CONNECTIONS = Verify.QUESTIONS + 2;

    private final OpenJob open;
    private final Opened opened = new Opened();
    private final Sides sides;
    private final Plan plan;
    private final Transit transit;
    private final LedgerView state;

    /** @param replicaWait how long to wait for the source's replica, each time that it is asked */
    Comparing(Job job, Set<TableName> tables, Map<String, String> environment, Duration replicaWait) {
        this.open = new OpenJob(job, environment);
        try {
            Database source = opened.keep(open.source(CONNECTIONS));
            Database target = opened.keep(open.targetToRead(CONNECTIONS));
            this.state = new LedgerView(job.state() == null ? target : opened.keep(open.stateToRead()));
            this.sides = new Sides(source, snapshots(source, replicaWait), target);
            this.transit = new Transit(job.name(), state, new LedgerView(target));
            // A column that the target lacks is no difference of rows where the job says to do without.
            Drift drift = job.drift() == Drift.FAIL ? Drift.FAIL : Drift.IGNORE;
            this.plan = Planner.plan(job, tables, source, target, drift)
                    .runnable(job.file().toString());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Supplier<Snapshot> snapshots(Database source, Duration replicaWait) {
        if (!open.hasReplica()) {
            return () -> Snapshot.open(source, 0);
        }
        Replica replica = new Replica(source, opened.keep(open.replica(CONNECTIONS)), replicaWait);
        return () -> replica.open(0);
    }

    Verify verify(Settings settings) {
        return new Verify(plan, sides, open::maskKey, transit, settings);
    }

    /** What the job's state tells. */
    LedgerView state() {
        return state;
    }

    /** How many rows have arrived of runs that were owed something before, and are so no more. */
    Map<Long, Long> settled() {
        return transit.settled();
    }

    Plan plan() {
        return plan;
    }

    @Override
    public void close() {
        opened.close();
    }
}
