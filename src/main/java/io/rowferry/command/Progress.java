package io.rowferry.command;

import io.rowferry.report.ProgressLine;
import io.rowferry.sync.SyncListener;
import io.rowferry.sync.SyncResult;
import java.io.PrintWriter;
import java.util.Map;

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

    SyncResult during(Deed deed) throws InterruptedException {
        line.begin();
        try {
            return deed.run(line);
        } finally {
            line.end();
        }
    }

    /** Shows how things stand until the next run. */
    void between(SyncResult last) {
        line.progress(last);
    }
}
