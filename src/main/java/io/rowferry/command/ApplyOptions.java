package io.rowferry.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of apply alone. */
final class ApplyOptions {
    @Option(
            names = "--until-idle",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "End when the queue is drained, rows that wait for another attempt among them, and nothing has come for",
                "this time; default ${DEFAULT-VALUE}."
            })
    private Duration untilIdle = Duration.ofSeconds(30);

    @Option(
            names = "--follow",
            description = {
                "Go on until told to stop (SIGINT, SIGTERM); one result whenever something was applied. An outage is",
                "told and waited out."
            })
    private boolean follow;

    @Option(
            names = "--run-time",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End after this time, with exit code 5 when the queue is not drained by then.")
    private @Nullable Duration runTime;

    @Option(
            names = "--dry-run",
            description = "Show what waits in the queue, table by table. Nothing is taken from it or applied.")
    private boolean dryRun;

    @Mixin
    private OutageWaitOption outageWait;

    boolean dryRun() {
        return dryRun;
    }

    Duration untilIdle() {
        return untilIdle;
    }

    boolean follow() {
        return follow;
    }

    /** Null for as long as it takes. */
    @Nullable
    Duration runTime() {
        return runTime;
    }

    Duration outagePatience() {
        return outageWait.patience();
    }
}
