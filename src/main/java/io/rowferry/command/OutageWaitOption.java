package io.rowferry.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How patient a run is with an outage. */
final class OutageWaitOption {
    @Option(
            names = "--outage-wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "How long to try again when the target, or the bus, cannot be reached or takes no writes, before the run",
                "ends with exit code 8; default ${DEFAULT-VALUE}. Nothing is lost or dead-lettered meanwhile."
            })
    private Duration patience = Duration.ofMinutes(1);

    Duration patience() {
        return patience;
    }
}
