package io.rowferry.command;

import io.rowferry.sync.Deadline;
import io.rowferry.sync.MaxDeletes;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that sends rows. */
final class SendingOptions {
    @Option(
            names = "--accept-drift",
            description = "Go on with tables that have changed since the last run, as they are now (drift: fail).")
    private boolean acceptDrift;

    @Option(
            names = "--send-only",
            description = {
                "End when the bus has accepted everything; apply brings it into the target, in its own time and region.",
                "The target is not looked at, so that watermarks and runs need a state: of their own."
            })
    private boolean sendOnly;

    @Mixin
    private MaxDeletesOption maxDeletes;

    @Mixin
    private RunTimeOption runTime;

    @Mixin
    private WaitOption wait;

    @Mixin
    private OutageWaitOption outageWait;

    @Mixin
    private ReplicaWaitOption replicaWait;

    boolean sendOnly() {
        return sendOnly;
    }

    boolean acceptDrift() {
        return acceptDrift;
    }

    MaxDeletes maxDeletes() {
        return maxDeletes.most();
    }

    /** From the first question on. */
    Deadline deadline() {
        return runTime.deadline();
    }

    /** With an outage of the target or the bus. */
    Duration outagePatience() {
        return outageWait.patience();
    }

    /** With another run of the same kind. */
    Duration patience() {
        return wait.patience();
    }

    /** With the replica that rows are read from. */
    Duration replicaWait() {
        return replicaWait.patience();
    }
}
