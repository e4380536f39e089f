package io.rowferry.verify;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks both sides at once. Each gets its questions in their order and works on two of them at a time, so that a server that
 * is the slower one of the two has a second processor to use.
 */
final class BothSides implements AutoCloseable {
    static final int QUESTIONS = 2;

    private final ExecutorService sources = Executors.newFixedThreadPool(QUESTIONS);
    private final ExecutorService targets = Executors.newFixedThreadPool(QUESTIONS);

    /** What both have answered. */
    record Both<T>(T source, T target) {
        boolean same() {
            return source.equals(target);
        }
    }

    /** What both were asked. */
    record Question<T>(Future<T> source, Future<T> target) {
        /**
         * Waits for both answers.
         *
         * @throws InterruptedException when the calling thread was interrupted
         */
        Both<T> answers() throws InterruptedException {
            try {
                return new Both<>(source.get(), target.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            }
        }

        /** Nobody needs the answers any more. */
        void cancel() {
            source.cancel(true);
            target.cancel(true);
        }
    }

    /** Asks, and does not wait. */
    <T> Question<T> begin(Callable<T> source, Callable<T> target) {
        return new Question<>(sources.submit(source), targets.submit(target));
    }

    /**
     * Asks, and waits for both answers.
     *
     * @throws InterruptedException when the calling thread was interrupted
     */
    <T> Both<T> ask(Callable<T> source, Callable<T> target) throws InterruptedException {
        return begin(source, target).answers();
    }

    @Override
    public void close() {
        sources.shutdownNow();
        targets.shutdownNow();
    }
}
