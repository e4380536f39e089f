package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.sync.MaxDeletes;
import io.rowferry.verify.Depth;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of verify for mending what it finds. */
final class RepairOptions {
    @Option(
            names = "--repair",
            description = {
                "Send rows that are missing or changed once more, as they are now, through the bus. What is newer on the",
                "target stays, and what only the target has."
            })
    private boolean repair;

    @Option(names = "--dry-run", description = "With --repair: say what it would do, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--force-source",
            description = {
                "With --repair: overwrite rows that are newer on the target, too. What they were is kept in a file before."
            })
    private boolean forceSource;

    @Option(
            names = "--delete-extra",
            description = {
                "With --repair: remove rows that only the target has, unless they are too many. What they were is kept in",
                "a file before. Where other jobs write the same table, it needs a target-where: in the job file."
            })
    private boolean deleteExtra;

    @Mixin
    private MaxDeletesOption maxDeletes;

    @Mixin
    private OutageWaitOption outageWait;

    boolean repair() {
        return repair;
    }

    boolean dryRun() {
        return dryRun;
    }

    boolean forceSource() {
        return forceSource;
    }

    boolean deleteExtra() {
        return deleteExtra;
    }

    MaxDeletes maxDeletes() {
        return maxDeletes.most();
    }

    Duration outagePatience() {
        return outageWait.patience();
    }

    /** @throws Failure with {@link ExitCode#USAGE} when options do not go together */
    void check(Depth depth, boolean timed) {
        if (!repair && (dryRun || forceSource || deleteExtra)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--dry-run, --force-source and --delete-extra are said of a repair",
                    "Add --repair, or leave them out.");
        } else if (repair && depth != Depth.ROWS) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--repair needs to know which rows differ, which --depth "
                            + depth.name().toLowerCase(Locale.ROOT) + " does not tell",
                    "Leave --depth out.");
        } else if (repair && timed) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--repair and --run-time do not go together",
                    "Repair what is found with --max-diffs, or table by table with --table.");
        }
    }
}
