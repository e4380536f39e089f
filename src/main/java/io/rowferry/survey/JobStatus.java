package io.rowferry.survey;

import io.rowferry.ExitCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job stands at a moment.
 *
 * @param tables in the job's order
 * @param horizon null where no table goes by one that is looked for, or the job has no source
 * @param queue the messages that wait
 * @param runs the latest of each command, the latest of all first; empty when the job never ran
 * @param locks the roles that are held now
 */
public record JobStatus(
        List<TableStatus> tables,
        @Nullable HorizonStatus horizon,
        Depth queue,
        DeadLetterDepth deadLetters,
        List<LatestRun> runs,
        List<HeldLock> locks) {
    public JobStatus {
        tables = List.copyOf(tables);
        runs = List.copyOf(runs);
        locks = List.copyOf(locks);
    }

    /** Whether somebody has to look: dead letters of the job wait. */
    public ExitCode exitCode() {
        return deadLetters.waiting() > 0 ? ExitCode.REJECTED : ExitCode.OK;
    }
}
