package io.rowferry.command;

import io.rowferry.sync.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a run may take. */
final class RunTimeOption {
    @Option(
            names = "--run-time",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "Stop reading after this time, at an edge from which the next run goes on, and end with exit code 5",
                "when there is more."
            })
    private @Nullable Duration runTime;

    private @Nullable Deadline deadline;

    /** Null for as long as it takes. */
    @Nullable
    Duration time() {
        return runTime;
    }

    /** From the first question on: of a process that runs again and again, all runs together. */
    Deadline deadline() {
        Deadline begun = deadline == null ? Deadline.in(runTime) : deadline;
        deadline = begun;
        return begun;
    }
}
