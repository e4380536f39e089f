package io.rowferry.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What was opened for a command and is to be closed again, last first. One thread. */
final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    /** Has it closed with the others. */
    <T extends AutoCloseable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }

    /**
     * Opens something while the caller opens other things, and has it closed with them. What is answered waits until it is
     * open, and throws what kept it from being opened.
     */
    <T extends AutoCloseable> Supplier<T> keepBeside(Supplier<T> opening) {
        // Two threads that are the first to log at the same time have it say so on standard error.
        LoggerFactory.getILoggerFactory();
        CompletableFuture<T> beside = CompletableFuture.supplyAsync(opening, task -> new Thread(task, "opens").start());
        resources.push(() -> {
            @Nullable
            T resource = beside.<@Nullable T>handle((opened, problem) -> opened).join();
            if (resource != null) {
                resource.close();
            }
        });
        return () -> {
            try {
                return beside.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw e;
            }
        };
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing does not fail", e);
            }
        }
    }
}
