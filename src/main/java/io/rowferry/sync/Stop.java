package io.rowferry.sync;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Lets the first failure of any of a run's threads stop all of them. Safe for any number of threads. */
final class Stop {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Work that may wait. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Starts a thread whose failure stops the run; an interrupt just ends it. */
    Thread start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    /**
     * Passes on what stopped the run.
     *
     * @throws RuntimeException what the first failing thread threw
     */
    void check() {
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Waits for the threads to end, however long that takes; an interrupt is kept for later. */
    void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
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
