package io.rowferry.verify;

import io.rowferry.ExitCode;
import java.util.List;

/** The verdicts on all tables, parents first. */
public record VerifyResult(List<TableVerdict> tables) {

    /** What this result means for scripts. */
    public ExitCode exitCode() {
        return tables.stream().allMatch(TableVerdict::equal) ? ExitCode.OK : ExitCode.DIFFERENT;
    }
}
