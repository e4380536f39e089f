package io.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads of one deed: the first failure of any of them is kept, for whoever waits for the deed to find. Safe for any
 * number of threads.
 */
public final class Crew {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Work that may wait. */
    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    /** Starts a thread; an interrupt just ends it. */
    public synchronized Thread start(String name, Work work) {
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
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** True when a thread has failed, and the others had better stop. */
    public boolean hasFailed() {
        return failure.get() != null;
    }

    /**
     * Passes on the first failure.
     *
     * @throws RuntimeException what the first failing thread threw: a {@link io.rowferry.Failure}, or a bug
     */
    public void check() {
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Waits for all threads to end, however long that takes; an interrupt is kept for later. */
    public void join() {
        List<Thread> all;
        synchronized (this) {
            all = List.copyOf(threads);
        }
        boolean interrupted = false;
        for (Thread thread : all) {
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

    /** Interrupts all threads and waits for them to end. */
    public void stop() {
        synchronized (this) {
            threads.forEach(Thread::interrupt);
        }
        join();
    }
}
