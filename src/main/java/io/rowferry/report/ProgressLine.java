package io.rowferry.report;

import io.rowferry.sync.Holders;
import io.rowferry.sync.SyncListener;
import io.rowferry.sync.SyncResult;
import io.rowferry.sync.TableResult;
import io.rowferry.table.OpenTransaction;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Shows how a run, or one after the other, goes on. Safe for any number of threads. */
public final class ProgressLine implements SyncListener {
    /** No longer the moment between a transaction and its commit. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private final MovingLine line;

    /** Writes to standard error's writer. */
    public ProgressLine(PrintWriter err, boolean terminal) {
        this.line = new MovingLine(err, terminal);
    }

    /** Another run begins. */
    public void begin() {
        line.begin();
    }

    @Override
    public void progress(SyncResult soFar) {
        line.show(elapsed -> line(soFar, elapsed));
    }

    /** Takes the line off a terminal, so that the result has it for itself. */
    public void end() {
        line.end();
    }

    private static String lag(SyncResult soFar) {
        Duration lag = soFar.lag();
        OpenTransaction holder = soFar.heldBack();
        if (lag == null) {
            return "";
        }
        String words = "  lag " + Figures.roughly(lag);
        return holder == null || lag.compareTo(LONG) < 0 ? words : words + ", held back by " + Holders.words(holder);
    }

    private static String line(SyncResult soFar, Duration elapsed) {
        List<TableResult> moving = soFar.tables().stream()
                .filter(t -> t.read() > 0 && (t.outcomes().pending() > 0 || t.read() > t.sent()))
                .toList();
        long read = soFar.tables().stream().mapToLong(TableResult::read).sum();
        long done = soFar.outcomes().settled();
        String tables = moving.stream()
                .map(t -> t.table() + " " + Figures.count(t.outcomes().settled()) + "/" + Figures.count(t.read()))
                .collect(Collectors.joining(", "));
        long perSecond = done * 1000 / Math.max(1, elapsed.toMillis());
        return Figures.seconds(elapsed) + "  " + Figures.count(read) + " read  " + Figures.count(done) + " done  "
                + Figures.count(perSecond) + " rows/s" + lag(soFar) + (tables.isEmpty() ? "" : "  " + tables);
    }
}
