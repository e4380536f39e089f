package io.rowferry.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The one PostgreSQL and the one MariaDB of a test run. The first test class that asks for either starts both, side by
 * side; all others share them, each in databases of its own ({@link DatabaseServer#freshDatabase}). They end with the
 * JVM. A test that stops or kills a server starts one of its own instead.
 */
public final class Servers {
    private static final Executor THREAD_EACH = task -> new Thread(task, "starts a server").start();
    private static final CompletableFuture<PostgresServer> POSTGRES =
            startAside(() -> PostgresServer.start(Launch.inTemporaryFolder()));
    private static final CompletableFuture<MariaDbServer> MARIADB =
            startAside(() -> MariaDbServer.start(Launch.inTemporaryFolder()));

    private interface Start<S> {
        S call() throws IOException;
    }

    private Servers() {}

    public static PostgresServer postgres() {
        return POSTGRES.join();
    }

    public static MariaDbServer mariaDb() {
        return MARIADB.join();
    }

    /** The shared server of an engine, for tests that run the same on each. */
    public static DatabaseServer of(Engine engine) {
        return switch (engine) {
            case POSTGRESQL -> postgres();
            case MARIADB -> mariaDb();
        };
    }

    private static <S> CompletableFuture<S> startAside(Start<S> start) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return start.call();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREAD_EACH);
    }
}
