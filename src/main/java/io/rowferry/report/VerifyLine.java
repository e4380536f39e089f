package io.rowferry.report;

import io.rowferry.verify.ComparedSoFar;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;

/** How a comparison goes on. Safe for any number of threads. */
public final class VerifyLine implements Consumer<ComparedSoFar> {
    private final MovingLine line;

    /** Writes to standard error's writer. */
    public VerifyLine(PrintWriter err, boolean terminal) {
        this.line = new MovingLine(err, terminal);
    }

    @Override
    public void accept(ComparedSoFar soFar) {
        line.show(elapsed -> words(soFar, elapsed));
    }

    private static String words(ComparedSoFar soFar, Duration elapsed) {
        return Figures.seconds(elapsed) + "  " + soFar.table() + "  " + Figures.count(soFar.rows()) + " rows compared"
                + (soFar.differences() == 0 ? "" : ", " + Figures.count(soFar.differences()) + " differ");
    }

    /** Takes the line off a terminal, so that the result has it for itself. */
    public void end() {
        line.end();
    }
}
