package io.rowferry.verify;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same on both sides at once. */
final class BothSides implements AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /** What both have answered. */
    record Both<T>(T source, T target) {
        boolean same() {
            return source.equals(target);
        }
    }

    /**
     * Waits for both answers.
     *
     * @throws InterruptedException when the calling thread was interrupted
     */
    <T> Both<T> ask(Callable<T> source, Callable<T> target) throws InterruptedException {
        return ask(source, target, () -> {});
    }

    /** What the calling thread does until the answers come. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws InterruptedException;
    }

    /** The same, and something else meanwhile. */
    <T> Both<T> ask(Callable<T> source, Callable<T> target, Meanwhile meanwhile) throws InterruptedException {
        Future<T> one = threads.submit(source);
        Future<T> other = threads.submit(target);
        meanwhile.run();
        try {
            return new Both<>(one.get(), other.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
