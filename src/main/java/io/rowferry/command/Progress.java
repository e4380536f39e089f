package io.rowferry.command;

import io.rowferry.Failure;
import io.rowferry.report.ProgressLine;
import io.rowferry.sync.SyncListener;
import io.rowferry.sync.SyncResult;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Shows how a run, or one after the other, goes on, unless it is to be quiet. */
final class Progress {
    private final ProgressLine line;

    Progress(SharedOptions options, Map<String, String> environment, PrintWriter err) {
        line = new ProgressLine(options.aside(err), Terminal.shows(environment));
    }

    /** What tells how it goes on. */
    @FunctionalInterface
    interface Deed {
        SyncResult run(SyncListener listener) throws InterruptedException;
    }

    /** @throws FailedRun when it failed, or was interrupted, after it had begun */
    SyncResult during(Deed deed) {
        AtomicReference<@Nullable SyncResult> last = new AtomicReference<>();
        line.begin();
        try {
            return deed.run(soFar -> {
                last.set(soFar);
                line.progress(soFar);
            });
        } catch (Failure e) {
            throw failed(e, last.get());
        } catch (InterruptedException e) {
            throw failed(Interruption.failure(e), last.get());
        } finally {
            line.end();
        }
    }

    private static Failure failed(Failure failure, @Nullable SyncResult soFar) {
        return soFar == null ? failure : new FailedRun(failure, soFar);
    }

    /** Shows how things stand until the next run. */
    void between(SyncResult last) {
        line.progress(last);
    }
}
