package io.rowferry.replay;

import java.util.concurrent.TimeUnit;

/** How many letters go at once, and when: few at first, so that what is wrong shows with few. One thread. */
final class Pace {
    private static final int[] RAMP = {1, 2, 5, 10, 20};

    private final int most;
    private final double rate;
    private int groups;
    private long free = System.nanoTime();

    /**
     * Sets it up.
     *
     * @param most at once, ever
     * @param rate letters a second; 0 for as fast as it goes
     */
    Pace(int most, double rate) {
        this.most = rate > 0 ? (int) Math.max(1, Math.min(most, rate)) : most;
        this.rate = rate;
    }

    /** How many go at once next. */
    int size() {
        return groups < RAMP.length ? Math.min(most, RAMP[groups]) : most;
    }

    /** Waits until so many may go. What was not used in time is lost: no burst makes up for a stop. */
    void await(int letters) throws InterruptedException {
        groups++;
        if (rate > 0) {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, free - System.nanoTime()));
            free = Math.max(free, System.nanoTime()) + Math.round(letters / rate * 1e9);
        }
    }
}
