package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.Manifest;
import io.rowferry.bus.ServiceBusQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends into a queue that may be full, or out of reach: whoever drains it makes room, and that is waited for as long as there
 * is room now and then; an outage is waited out as long. Safe for any number of threads.
 */
final class PatientSender {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ServiceBusQueue bus;
    private final Duration patience;
    private volatile long latest = System.nanoTime();

    /** @param patience how long the queue may take nothing at all, the client's own retries included */
    PatientSender(ServiceBusQueue bus, Duration patience) {
        this.bus = bus;
        this.patience = patience;
    }

    void send(BatchMessage batch) throws InterruptedException {
        send(() -> bus.offer(batch));
    }

    void send(Manifest manifest) throws InterruptedException {
        send(() -> bus.offer(manifest));
    }

    /** Offers the same again, which is safe since its MessageId is the same, until it is taken. */
    void send(Supplier<Optional<Failure>> offer) throws InterruptedException {
        long begun = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        Optional<Failure> refusal = refusal(offer);
        while (refusal.isPresent()) {
            long now = System.nanoTime();
            if (Math.min(now - begun, now - latest) > patience.toNanos()) {
                throw refusal.get();
            }
            Thread.sleep(pause.toMillis());
            Duration next = pause.multipliedBy(2);
            pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
            refusal = refusal(offer);
        }
        latest = System.nanoTime();
    }

    private static Optional<Failure> refusal(Supplier<Optional<Failure>> offer) {
        try {
            return offer.get();
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.OUTAGE) {
                throw e;
            }
            return Optional.of(e);
        }
    }
}
