package io.rowferry.verify;

import io.rowferry.ExitCode;
import io.rowferry.verify.TableVerdict.Verdict;
import java.util.List;

/**
 * The verdicts on tables, parents first.
 *
 * @param more whether it was stopped by its time, and the next run goes on
 */
public record VerifyResult(List<TableVerdict> tables, boolean more) {
    public VerifyResult {
        tables = List.copyOf(tables);
    }

    /** What this result means for scripts. */
    public ExitCode exitCode() {
        if (tables.stream().anyMatch(table -> table.verdict() == Verdict.SETTLING && table.settling() > 0)) {
            return ExitCode.OUTAGE;
        } else if (tables.stream().anyMatch(table -> table.verdict() == Verdict.DIFFERENT)) {
            return ExitCode.DIFFERENT;
        }
        return more ? ExitCode.STOPPED : ExitCode.OK;
    }
}
