package io.rowferry.report;

import io.rowferry.replay.ReplayProgress;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** How a replay goes on. Safe for any number of threads. */
public final class ReplayLine implements Consumer<ReplayProgress> {
    private final MovingLine line;

    /** Writes to standard error's writer. */
    public ReplayLine(PrintWriter err, boolean terminal) {
        this.line = new MovingLine(err, terminal);
    }

    @Override
    public void accept(ReplayProgress soFar) {
        line.show(elapsed -> ReplayText.progress(soFar, elapsed));
    }

    /** Takes the line off a terminal, so that the result has it for itself. */
    public void end() {
        line.end();
    }
}
