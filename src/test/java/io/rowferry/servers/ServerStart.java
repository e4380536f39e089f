package io.rowferry.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The start of a server, so that several can be started side by side. */
interface ServerStart<S extends DatabaseServer> {
    Executor THREAD_EACH = task -> new Thread(task, "starts a server").start();

    S start() throws IOException;

    /** Starts in a thread of its own, at once. */
    static <S extends DatabaseServer> CompletableFuture<S> aside(ServerStart<S> start) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return start.start();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREAD_EACH);
    }
}
