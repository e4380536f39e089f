package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a deed end in order when the user or the system asks the process to stop. */
final class Interruption {
    /** Longer than any transaction in hand should take; after it, whatever waits is left to the next run. */
    private static final long PATIENCE_SECONDS = 30;

    private Interruption() {}

    /** Work that can be interrupted. */
    @FunctionalInterface
    interface Deed<T> {
        T run() throws InterruptedException;
    }

    /**
     * Runs the deed; a signal interrupts it and waits for it to end.
     *
     * @throws Failure with {@code INTERRUPTED} when it was
     */
    static <T> T guard(Deed<T> deed) {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    worker.interrupt();
                    try {
                        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ends in order");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return deed.run();
        } catch (InterruptedException e) {
            throw new Failure(
                    ExitCode.INTERRUPTED,
                    "interrupted; everything committed so far stands",
                    "Run the same command again: it sends every row, and what is there already costs no writes.",
                    e);
        } finally {
            ended.countDown();
            removeUnlessRunning(hook);
        }
    }

    private static void removeUnlessRunning(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook with it.
        }
    }
}
