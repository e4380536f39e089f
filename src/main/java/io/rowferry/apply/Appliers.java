package io.rowferry.apply;

import io.rowferry.Failure;
import io.rowferry.bus.LaneHold;
import io.rowferry.bus.PendingLane;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.target.LaneWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Workers that take lanes off the bus and apply them, until they are closed or one of them fails. Closing lets every
 * worker finish the transaction in hand and gives all lanes back. Thread-safe.
 */
public final class Appliers implements AutoCloseable {
    /** Messages applied in one transaction, at most. */
    private static final int BATCHES = 8;

    /** An empty lane is kept for as long as it takes to get another one: within these bounds. */
    private static final Duration SHORTEST_LINGER = Duration.ofMillis(5);

    private static final Duration LONGEST_LINGER = Duration.ofMillis(500);

    /** How long one worker keeps a lane that never empties, so that all lanes get their turn. */
    private static final Duration TURN = Duration.ofSeconds(60);

    private static final Duration LOOK_UP = Duration.ofMillis(100);

    private final String job;
    private final ServiceBusQueue bus;
    private final Tally tally = new Tally();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile Duration linger = LONGEST_LINGER;
    private volatile boolean closing;

    private Appliers(String job, ServiceBusQueue bus) {
        this.job = job;
        this.bus = bus;
    }

    /**
     * Starts the workers. The bus stays the caller's, to be closed after this.
     *
     * @param writers gives each worker a writer of its own, which it closes
     */
    public static Appliers start(int workers, String job, ServiceBusQueue bus, Supplier<LaneWriter> writers) {
        Appliers appliers = new Appliers(job, bus);
        for (int i = 1; i <= workers; i++) {
            Thread thread = new Thread(() -> appliers.work(writers), "apply-" + i);
            appliers.workers.add(thread);
            thread.start();
        }
        return appliers;
    }

    /** What became of messages so far. */
    public MessageCounts counts() {
        return tally.counts();
    }

    /**
     * Passes on what stopped a worker.
     *
     * @throws RuntimeException what the first worker that failed threw: a {@link Failure}, or a bug
     */
    public void check() {
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    private void work(Supplier<LaneWriter> writers) {
        try (LaneWriter writer = writers.get()) {
            LaneDrain drain = new LaneDrain(job, bus, writer, tally);
            while (isWorking()) {
                takeLane(drain);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    private void takeLane(LaneDrain drain) throws InterruptedException {
        long asked = System.nanoTime();
        PendingLane pending = bus.acceptNext();
        Optional<LaneHold> granted = Optional.empty();
        try {
            while (granted.isEmpty() && isWorking()) {
                granted = pending.await(LOOK_UP);
            }
        } finally {
            if (granted.isEmpty()) {
                pending.cancel();
            }
        }
        if (granted.isPresent()) {
            shorten(Duration.ofNanos(System.nanoTime() - asked));
            try (LaneHold hold = granted.get()) {
                drain(drain, hold);
            }
        }
    }

    /** The fastest grant seen is what a lane costs; a slower one has waited for messages. */
    private void shorten(Duration grant) {
        Duration cost = grant.compareTo(SHORTEST_LINGER) < 0 ? SHORTEST_LINGER : grant;
        if (cost.compareTo(linger) < 0) {
            linger = cost;
        }
    }

    private void drain(LaneDrain drain, LaneHold hold) throws InterruptedException {
        long end = System.nanoTime() + TURN.toNanos();
        while (isWorking() && System.nanoTime() < end) {
            var deliveries = hold.receive(BATCHES, linger);
            if (deliveries.isEmpty() || !drain.apply(hold, deliveries)) {
                return;
            }
        }
    }

    private boolean isWorking() {
        return !closing && failure.get() == null;
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
