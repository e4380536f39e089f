package io.rowferry.sync;

import java.util.concurrent.atomic.AtomicInteger;

/** Tells when the bus has accepted all batches that belong together. Safe for any number of threads. */
final class Receipt {
    /** One for whoever hands batches over, and one for each that is under way. */
    private final AtomicInteger outstanding = new AtomicInteger(1);

    private final Runnable then;

    /** @param then is run once, by the thread that sees the last of them accepted */
    Receipt(Runnable then) {
        this.then = then;
    }

    void handedOver() {
        outstanding.incrementAndGet();
    }

    void accepted() {
        if (outstanding.decrementAndGet() == 0) {
            then.run();
        }
    }

    /** No more batches follow. */
    void complete() {
        accepted();
    }
}
