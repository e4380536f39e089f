package io.rowferry.command;

import io.rowferry.replay.ReplayRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of replaying. */
final class ReplayOptions {
    @Option(names = "--dry-run", description = "Show what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask. Needed where there is nobody to be asked, as in cron.")
    private boolean yes;

    @Option(
            names = "--max-replays",
            paramLabel = "NUMBER",
            description = "Leave what was replayed so often already; default ${DEFAULT-VALUE}.")
    private int maxReplays = 5;

    @Option(
            names = "--rate",
            paramLabel = "NUMBER",
            description = "Letters a second, at most. Without it few go first and then more, as fast as it goes.")
    private double rate;

    @Option(
            names = "--probe",
            description = {
                "Send one of each reason first, with what comes before it in its lane, and the others of the reason only",
                "when none was rejected."
            })
    private boolean probe;

    @Option(names = "--stop-on-reject", description = "End with the first one that is rejected again.")
    private boolean stopOnReject;

    @Option(
            names = "--send-only",
            description =
                    "End when the bus has accepted everything, and do not wait for outcomes: apply runs elsewhere.")
    private boolean sendOnly;

    @Option(
            names = "--without-transactions",
            description = {
                "Send first, then take off, for namespaces that have no transactions. As safe: a letter that is sent twice",
                "is recognised."
            })
    private boolean withoutTransactions;

    @Option(
            names = "--max-hops",
            paramLabel = "NUMBER",
            description = "With --to: leave what went into another queue so often already; default ${DEFAULT-VALUE}.")
    private int maxHops = 2;

    @Mixin
    private RunTimeOption runTime;

    @Mixin
    private WaitOption wait;

    @Mixin
    private OutageWaitOption outageWait;

    boolean dryRun() {
        return dryRun;
    }

    boolean yes() {
        return yes;
    }

    boolean sendOnly() {
        return sendOnly;
    }

    ReplayRules rules(boolean elsewhere) {
        return new ReplayRules(maxReplays, maxHops, elsewhere, rate, probe, stopOnReject, !withoutTransactions);
    }

    /** Null for as long as it takes. */
    @Nullable
    Duration runTime() {
        return runTime.time();
    }

    /** With another replay of the job. */
    Duration patience() {
        return wait.patience();
    }

    /** With an outage of the target or the bus. */
    Duration outagePatience() {
        return outageWait.patience();
    }
}
