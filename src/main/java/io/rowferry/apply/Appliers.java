package io.rowferry.apply;

import io.rowferry.Failure;
import io.rowferry.bus.Delivery;
import io.rowferry.bus.LaneHold;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.target.LaneWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds lanes and applies what arrives in them, until it is closed or a thread of it fails. Many lanes are held, since
 * taking and giving back a session costs more than a batch; few of them are applied at a time, since each takes a
 * connection. Closing lets every worker finish the transaction in hand and gives all lanes back. Thread-safe.
 */
public final class Appliers implements AutoCloseable {
    /** Messages applied in one transaction, at most. */
    private static final int BATCHES = 8;

    /** How long a lane is held, so that another process that shares the queue gets its chance. */
    private static final Duration TURN = Duration.ofSeconds(10);

    /** A place more than there are lanes, so that a session which is none does not wait until a lane is given back. */
    private static final int SPARE = 1;

    private static final int ACCEPTORS = 4;
    private static final Duration LOOK_UP = Duration.ofMillis(100);

    private final ApplySettings settings;
    private final ServiceBusQueue bus;
    private final Tally tally = new Tally();
    private final Semaphore places;
    private final Set<HeldLane> held = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<HeldLane> line = new LinkedBlockingQueue<>();
    private final Crew crew = new Crew();
    private final Breaker breaker;
    private volatile long busy = System.nanoTime();
    private volatile boolean closing;

    private Appliers(int lanes, ApplySettings settings, ServiceBusQueue bus) {
        this.settings = settings;
        this.breaker = new Breaker(settings.patience());
        this.bus = bus;
        this.places = new Semaphore(lanes + SPARE);
    }

    /**
     * Starts the workers. The bus stays the caller's, to be closed after this.
     *
     * @param lanes how many the job has; all of them may be held
     * @param writers gives each worker a writer of its own, which it closes
     */
    public static Appliers start(
            int lanes, int workers, ApplySettings settings, ServiceBusQueue bus, Supplier<LaneWriter> writers) {
        Appliers appliers = new Appliers(lanes, settings, bus);
        Acceptor acceptor = new Acceptor(bus, appliers.places, appliers::isWorking, appliers.breaker, appliers::hold);
        for (int i = 1; i <= Math.min(ACCEPTORS, lanes); i++) {
            appliers.crew.start("accept-" + i, acceptor::run);
        }
        for (int i = 1; i <= workers; i++) {
            appliers.crew.start("apply-" + i, () -> appliers.work(writers));
        }
        return appliers;
    }

    /** What became of messages so far. */
    public MessageCounts counts() {
        return tally.counts();
    }

    /** What was applied so far, as far as this process has had a hand in it. */
    public Applied applied() {
        return new Applied(tally.rows(), tally.counts(), false);
    }

    /** How long no message has come. */
    public Duration idle() {
        return Duration.ofNanos(System.nanoTime() - busy);
    }

    /** What outage is being waited out; null when none is. */
    public @Nullable Failure outage() {
        return breaker.outage();
    }

    /**
     * What the target or the bus says to a question of the caller's; empty when it meets an outage, which is waited out
     * together with those that the appliers meet.
     *
     * @throws Failure when it is no outage, or one that has lasted too long
     */
    public <T> Optional<T> answer(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (Failure e) {
            breaker.trip(e);
            return Optional.empty();
        }
    }

    /**
     * Passes on what stopped a thread.
     *
     * @throws RuntimeException what the first thread that failed threw: a {@link io.rowferry.Failure}, or a bug
     */
    public void check() {
        crew.check();
    }

    private void hold(LaneHold hold) {
        HeldLane lane = new HeldLane(hold, line, TURN);
        // Known before a worker can take it out of the line, and give it back.
        held.add(lane);
        lane.begin();
    }

    private void work(Supplier<LaneWriter> writers) throws InterruptedException {
        try (LaneWriter writer = writers.get()) {
            LaneDrain drain = new LaneDrain(settings, bus, writer, tally);
            while (isWorking()) {
                HeldLane lane = line.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                if (breaker.isOpen()) {
                    if (lane != null) {
                        giveBack(lane);
                    }
                    breaker.probe(writer::probe);
                } else if (lane != null) {
                    apply(drain, lane);
                } else {
                    giveBackOverdue();
                }
            }
        }
        giveBackAll();
    }

    /** Each worker gives some back, since the bus is asked about each. */
    private void giveBackAll() {
        for (HeldLane lane = line.poll(); lane != null; lane = line.poll()) {
            giveBack(lane);
        }
        held.stream().filter(HeldLane::claimIdle).forEach(this::giveBack);
    }

    private void apply(LaneDrain drain, HeldLane lane) {
        boolean kept;
        long trips = breaker.trips();
        try {
            List<Delivery> deliveries = lane.hold().receive(BATCHES);
            kept = deliveries.isEmpty() ? !lane.hold().lost() : drain.apply(lane.hold(), deliveries);
            if (!deliveries.isEmpty()) {
                busy = System.nanoTime();
                if (kept) {
                    breaker.worked(trips);
                }
            }
        } catch (Failure e) {
            // In this order: a lane that is given back while nobody knows of the outage is accepted again at once.
            try {
                breaker.trip(e);
            } finally {
                giveBack(lane);
            }
            return;
        }
        if (kept && !lane.turnIsOver()) {
            lane.leaveLine();
        } else {
            giveBack(lane);
        }
    }

    private void giveBackOverdue() {
        for (HeldLane lane : held) {
            if (lane.turnIsOver() && lane.claimIdle()) {
                giveBack(lane);
            }
        }
    }

    private void giveBack(HeldLane lane) {
        if (held.remove(lane)) {
            lane.hold().close();
            places.release();
        }
    }

    private boolean isWorking() {
        return !closing && !crew.hasFailed();
    }

    @Override
    public void close() {
        closing = true;
        crew.join();
        held.forEach(this::giveBack);
    }
}
