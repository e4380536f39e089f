package io.rowferry.command;

import io.rowferry.Failure;
import io.rowferry.sync.SyncResult;
import java.io.Serial;

/** What a run failed of, and what it had done until then, as far as it had seen. */
final class FailedRun extends Failure {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient SyncResult soFar;

    FailedRun(Failure failure, SyncResult soFar) {
        super(failure.exitCode(), failure.what(), failure.remedy(), failure);
        this.soFar = soFar;
    }

    SyncResult soFar() {
        return soFar;
    }
}
