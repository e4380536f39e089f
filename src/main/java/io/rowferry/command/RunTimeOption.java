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

    /** Null for as long as it takes. */
    @Nullable
    Duration time() {
        return runTime;
    }

    /** From now on. */
    Deadline deadline() {
        return Deadline.in(runTime);
    }
}
