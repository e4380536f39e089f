package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.sync.SyncResult;
import io.rowferry.verify.RepairPlan;
import io.rowferry.verify.VerifyResult;
import java.nio.file.Path;
import java.util.List;

/**
 * What a repair found and did.
 *
 * @param verified how things are now
 * @param sent each round of it; none when nothing was done
 * @param beforeImages files with what target rows were before they were overwritten against their version, or removed
 */
record Repaired(VerifyResult verified, RepairPlan plan, List<SyncResult> sent, List<Path> beforeImages) {
    ExitCode exitCode() {
        return sent.stream().map(SyncResult::exitCode).reduce(verified.exitCode(), ExitCode::or);
    }
}
