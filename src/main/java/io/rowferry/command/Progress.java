package io.rowferry.command;

import io.rowferry.report.ProgressLine;
import io.rowferry.sync.SyncListener;
import io.rowferry.sync.SyncResult;
import java.io.PrintWriter;
import java.util.Map;

/** Shows how a run goes on, unless it is to be quiet. */
final class Progress {
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter err;

    Progress(SharedOptions options, Map<String, String> environment, PrintWriter err) {
        this.options = options;
        this.environment = environment;
        this.err = err;
    }

    /** What tells how it goes on. */
    @FunctionalInterface
    interface Deed {
        SyncResult run(SyncListener listener) throws InterruptedException;
    }

    SyncResult during(Deed deed) throws InterruptedException {
        if (options.quiet()) {
            return deed.run(soFar -> {});
        }
        ProgressLine progress = new ProgressLine(err, Terminal.shows(environment));
        try {
            return deed.run(progress);
        } finally {
            progress.end();
        }
    }
}
