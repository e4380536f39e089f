package io.rowferry.report;

import io.rowferry.apply.Applied;
import io.rowferry.table.RowCounts;
import java.io.PrintWriter;
import java.time.Duration;

/** How applying goes on. Safe for any number of threads. */
public final class ApplyLine {
    private final MovingLine line;

    /** Writes to standard error's writer. */
    public ApplyLine(PrintWriter err, boolean terminal) {
        this.line = new MovingLine(err, terminal);
    }

    /** Writes it if it is time to. */
    public void show(Applied soFar) {
        line.show(elapsed -> words(soFar, elapsed));
    }

    private static String words(Applied soFar, Duration elapsed) {
        RowCounts rows = soFar.rows().values().stream().reduce(RowCounts.NONE, RowCounts::plus);
        return Figures.seconds(elapsed) + "  " + Figures.count(soFar.messages().completed()) + " messages  "
                + Figures.count(rows.applied()) + " rows applied"
                + some(rows.unchanged() + rows.stale(), "unchanged or stale") + some(rows.deleted(), "deleted")
                + some(rows.pending(), "pending") + some(rows.deadLettered(), "rejected");
    }

    private static String some(long rows, String what) {
        return rows == 0 ? "" : ", " + Figures.count(rows) + " " + what;
    }

    /** Takes the line off a terminal, so that what comes next has it for itself. */
    public void end() {
        line.end();
    }
}
