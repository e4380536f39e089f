package io.rowferry.report;

import io.rowferry.replay.ReplayProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;

/** How a replay goes on: a line that moves on a terminal, one every 10 s elsewhere. One thread. */
public final class ReplayLine implements Consumer<ReplayProgress> {
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final Duration TERMINAL = Duration.ofMillis(200);
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private long next;

    /** Writes to standard error's writer. */
    public ReplayLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
        this.next = began + (terminal ? 0 : ELSEWHERE.toNanos());
    }

    @Override
    public void accept(ReplayProgress soFar) {
        long now = System.nanoTime();
        if (now < next) {
            return;
        }
        next = now + (terminal ? TERMINAL : ELSEWHERE).toNanos();
        String line = ReplayText.progress(soFar, Duration.ofNanos(now - began));
        if (terminal) {
            err.print(CLEAR + line);
        } else {
            err.println(line);
        }
        err.flush();
    }

    /** Takes the line off a terminal, so that the result has it for itself. */
    public void end() {
        if (terminal) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
