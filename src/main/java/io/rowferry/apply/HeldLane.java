package io.rowferry.apply;

import io.rowferry.bus.LaneHold;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lane that this process holds; it stands in the line of lanes with work at most once. Safe for any number of threads. */
final class HeldLane {
    /** How long a session is held that no batch of ours can be in: others wait for its place. */
    private static final Duration NO_LANE = Duration.ofMillis(200);

    private final LaneHold hold;
    private final Queue<HeldLane> line;
    private final long until;
    private final AtomicBoolean inLine = new AtomicBoolean();

    HeldLane(LaneHold hold, Queue<HeldLane> line, Duration turn) {
        this.hold = hold;
        this.line = line;
        this.until = System.nanoTime() + (hold.isLane() ? turn : NO_LANE).toNanos();
    }

    /** Stands in the line from now on, whenever something has arrived. */
    void begin() {
        hold.onArrival(this::standInLine);
    }

    LaneHold hold() {
        return hold;
    }

    /** True when other processes should get their chance at this lane. */
    boolean turnIsOver() {
        return System.nanoTime() > until;
    }

    void standInLine() {
        if (inLine.compareAndSet(false, true)) {
            line.add(this);
        }
    }

    /** Called by the worker that took it out of the line, when it is done with it for now. */
    void leaveLine() {
        inLine.set(false);
        if (!hold.isEmpty() || hold.lost()) {
            standInLine();
        }
    }

    /** Takes the lane for closing, unless a worker has it or it has work. */
    boolean claimIdle() {
        return inLine.compareAndSet(false, true);
    }
}
