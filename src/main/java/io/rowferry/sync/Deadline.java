package io.rowferry.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a run is to stop, at the next edge at which it can be gone on from. Safe for any number of threads. */
public final class Deadline {
    private final @Nullable Long end;
    private volatile boolean stopped;

    private Deadline(@Nullable Long end) {
        this.end = end;
    }

    /** That much time from now; null for as long as it takes. */
    public static Deadline in(@Nullable Duration time) {
        return new Deadline(time == null ? null : System.nanoTime() + time.toNanos());
    }

    /** True when the time is over; whoever asks stops then. */
    public boolean isOver() {
        if (end != null && System.nanoTime() - end >= 0) {
            stopped = true;
            return true;
        }
        return false;
    }

    /** Whether there is time for a pause of that many nanoseconds, and for something after it. */
    public boolean allows(long nanos) {
        return end == null || System.nanoTime() + nanos - end < 0;
    }

    /** Whether somebody has stopped, so that there is more to do. */
    boolean hasStopped() {
        return stopped;
    }
}
