package io.rowferry.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How patient a run is with another one of its kind. */
final class WaitOption {
    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "How long to wait while another run of this job does the same; 50s suits a run every minute.",
                "Without it, such a run ends at once with exit code 7."
            })
    private Duration patience = Duration.ZERO;

    Duration patience() {
        return patience;
    }
}
