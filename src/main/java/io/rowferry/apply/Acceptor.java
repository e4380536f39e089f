package io.rowferry.apply;

import io.rowferry.Failure;
import io.rowferry.bus.LaneHold;
import io.rowferry.bus.PendingLane;
import io.rowferry.bus.ServiceBusQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Asks the bus for lanes, one after the other, as long as this process may hold more. */
final class Acceptor {
    private static final Duration LOOK_UP = Duration.ofMillis(100);

    private final ServiceBusQueue bus;
    private final Semaphore places;
    private final BooleanSupplier working;
    private final Breaker breaker;
    private final Consumer<LaneHold> taker;

    /**
     * Sets it up.
     *
     * @param places one is taken for each lane; the taker's owner gives it back when it closes the lane
     */
    Acceptor(
            ServiceBusQueue bus, Semaphore places, BooleanSupplier working, Breaker breaker, Consumer<LaneHold> taker) {
        this.bus = bus;
        this.places = places;
        this.working = working;
        this.breaker = breaker;
        this.taker = taker;
    }

    void run() throws InterruptedException {
        while (working.getAsBoolean()) {
            if (breaker.isOpen()) {
                Thread.sleep(LOOK_UP.toMillis());
            } else if (places.tryAcquire(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    accept();
                } catch (Failure e) {
                    breaker.trip(e);
                }
            }
        }
    }

    private void accept() throws InterruptedException {
        PendingLane pending = bus.acceptNext();
        Optional<LaneHold> granted = Optional.empty();
        boolean declined = false;
        try {
            while (granted.isEmpty() && !declined && working.getAsBoolean()) {
                if (breaker.isOpen()) {
                    declined = pending.decline(LOOK_UP);
                } else {
                    granted = pending.await(LOOK_UP);
                }
            }
        } finally {
            if (granted.isEmpty()) {
                pending.cancel();
                places.release();
            }
        }
        granted.ifPresent(taker);
    }
}
