package io.rowferry.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of incremental alone. */
final class IncrementalOptions {
    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "Go on until told to stop (SIGINT, SIGTERM), with a run at least so often; one result for each. An outage",
                "is told and waited out."
            })
    private @Nullable Duration every;

    @Option(
            names = "--accept-drift",
            description = "Go on with tables that have changed since the last run, as they are now (drift: fail).")
    private boolean acceptDrift;

    @Mixin
    private WaitOption wait;

    @Nullable
    Duration every() {
        return every;
    }

    boolean acceptDrift() {
        return acceptDrift;
    }

    Duration patience() {
        return wait.patience();
    }
}
