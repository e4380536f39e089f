package io.rowferry.apply;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells an outage from work: it is open until the target has been seen to serve, and again from the first outage on. While
 * it is open no lane is accepted and those that are held are given back, so that no delivery is wasted; one worker at a
 * time looks whether the outage is over, at growing intervals with some jitter. Safe for any number of threads.
 */
final class Breaker {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /**
     * Outages that are less apart are one, where nothing has worked in between: the client of the bus fails only after its
     * own retries.
     */
    private static final Duration ONE_OUTAGE = Duration.ofMinutes(3);

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final ReentrantLock probing = new ReentrantLock();
    private volatile boolean open = true;
    private @Nullable Failure last;
    private long since;
    private long latest;
    private long pause;
    private long next;
    private long trips;

    /** @param patience how long an outage may last before it becomes the run's failure */
    Breaker(Duration patience) {
        this(patience, System::nanoTime);
    }

    Breaker(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Notes an outage.
     *
     * @throws Failure the same one, when it is none or has lasted too long
     */
    synchronized void trip(Failure failure) {
        if (failure.exitCode() != ExitCode.OUTAGE) {
            throw failure;
        }
        long now = nanoTime.getAsLong();
        if (last == null || now - latest > ONE_OUTAGE.toNanos()) {
            since = now;
            pause = 0;
        }
        last = failure;
        latest = now;
        trips++;
        open = true;
        pause = pause == 0 ? FIRST_PAUSE.toNanos() : Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        next = now + pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        if (now - since > patience.toNanos()) {
            throw failure;
        }
    }

    /** How many outages were noted so far, for {@link #worked}. */
    synchronized long trips() {
        return trips;
    }

    /**
     * Ends an outage for good: work has come to its end that was begun when so many had been noted, and the next one is
     * another. That the target answers a probe is not enough, since it may be the bus that fails, or one table.
     */
    synchronized void worked(long tripsBefore) {
        if (tripsBefore == trips && !open) {
            last = null;
        }
    }

    /** What is wrong now; null when nothing is. */
    synchronized @Nullable Failure outage() {
        return open ? last : null;
    }

    /** Looks whether the outage is over, unless another thread does, or it is too early. */
    void probe(Runnable target) {
        if (!isDue() || !probing.tryLock()) {
            return;
        }
        try {
            target.run();
            open = false;
        } catch (Failure e) {
            trip(e);
        } finally {
            probing.unlock();
        }
    }

    private synchronized boolean isDue() {
        return nanoTime.getAsLong() - next >= 0;
    }
}
