package io.rowferry.servers;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The one PostgreSQL and the one MariaDB of a test run, and its MySQL, if it has one. The first test class that asks for
 * any starts all, side by side; all others share them, each in databases of its own ({@link
 * DatabaseServer#freshDatabase}). They end with the JVM. All have prepared transactions, PostgreSQL also logical {@link
 * Subscription}s. A test that stops or kills a server starts one of its own instead, as does one that wants a replica
 * ({@link Replication}).
 */
public final class Servers {
    private static final CompletableFuture<PostgresServer> POSTGRES = ServerStart.aside(
            () -> PostgresServer.start(Launch.inTemporaryFolder().with(List.of("wal_level=logical"))));
    private static final CompletableFuture<MariaDbServer> MARIADB =
            ServerStart.aside(() -> MariaDbServer.start(Launch.inTemporaryFolder()));
    private static final CompletableFuture<MySqlServer> MYSQL = MySqlServer.isPresent()
            ? ServerStart.aside(() -> MySqlServer.start(Launch.inTemporaryFolder()))
            : CompletableFuture.failedFuture(new IllegalStateException("only mvn -Pmysql has a MySQL"));

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
            case MYSQL -> MYSQL.join();
        };
    }

    /** A server of an engine for the caller alone, who closes it. */
    public static DatabaseServer start(Engine engine, Launch launch) throws IOException {
        return switch (engine) {
            case POSTGRESQL -> PostgresServer.start(launch);
            case MARIADB -> MariaDbServer.start(launch);
            case MYSQL -> MySqlServer.start(launch);
        };
    }
}
