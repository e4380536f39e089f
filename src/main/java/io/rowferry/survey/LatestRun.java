package io.rowferry.survey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of the job.
 *
 * @param run its name
 * @param endedAt null when it has not ended, and {@code exitCode}
 * @param running whether its process is still there; false also of one without an end whose process was killed
 */
public record LatestRun(
        String run,
        String command,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode,
        boolean running) {}
