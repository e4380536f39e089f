package io.rowferry.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Function;

/**
 * How long work goes on: one line that is written over on a terminal, a line every ten seconds elsewhere. Safe for any
 * number of threads.
 */
final class MovingLine {
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final Duration TERMINAL = Duration.ofMillis(200);
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private long began = System.nanoTime();
    private long next;

    /** Writes to standard error's writer. */
    MovingLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
        this.next = began + (terminal ? 0 : ELSEWHERE.toNanos());
    }

    /** The work's time counts from now. */
    synchronized void begin() {
        began = System.nanoTime();
    }

    /** Writes the line if it is time to, with how long the work has taken. */
    synchronized void show(Function<Duration, String> words) {
        long now = System.nanoTime();
        if (now < next) {
            return;
        }
        next = now + (terminal ? TERMINAL : ELSEWHERE).toNanos();
        String line = words.apply(Duration.ofNanos(now - began));
        if (terminal) {
            err.print(CLEAR + line);
        } else {
            err.println(line);
        }
        err.flush();
    }

    /** Takes the line off a terminal, so that the result has it for itself. */
    synchronized void end() {
        if (terminal) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
