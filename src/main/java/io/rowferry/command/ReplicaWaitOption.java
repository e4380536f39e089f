package io.rowferry.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How patient a run is with a replica that it reads from. */
final class ReplicaWaitOption {
    static final Duration DEFAULT = Duration.ofSeconds(60);

    @Option(
            names = "--replica-wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "How long to wait, before reading, until the job's replica: has replayed what is committed on its",
                "primary; default ${DEFAULT-VALUE}. When that is not enough, the run ends with exit code 8."
            })
    private Duration patience = DEFAULT;

    Duration patience() {
        return patience;
    }
}
