package io.rowferry.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a PostgreSQL and a MariaDB up; see {@link CrmDatabases} for what is in them. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts both servers with their data under FOLDER, fills them the first time, writes FOLDER/env (for the"
                    + " shell to source) when they are ready, and keeps them up until its input ends or SIGTERM comes."
        })
final class UpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "kept; starting again finds the data as they were left")
    private Path folder;

    @Option(names = "--postgres-port", description = "default: a free one")
    private @Nullable Integer postgresPort;

    @Option(names = "--mariadb-port", description = "default: a free one")
    private @Nullable Integer mariaDbPort;

    @Option(names = "--scale", description = "of the TPC-H tables; default: ${DEFAULT-VALUE}", defaultValue = "0.1")
    private double scale;

    @Option(names = "--orders", description = "instead of all tables, so many orders without foreign keys")
    private @Nullable Long orders;

    @Option(
            names = "--copy",
            description = "makes an empty target on PostgreSQL, too: database crm_copy, when FOLDER is new")
    private boolean copy;

    @Option(names = "--postgres-setting", paramLabel = "NAME=VALUE", description = "repeatable")
    private List<String> postgresSettings = List.of();

    @Option(names = "--mariadb-setting", paramLabel = "--NAME=VALUE", description = "repeatable")
    private List<String> mariaDbSettings = List.of();

    @Override
    public Integer call() throws IOException, SQLException {
        Path env = folder.resolve("env");
        Files.deleteIfExists(env);
        long began = System.nanoTime();
        CompletableFuture<PostgresServer> postgresStart = ServerStart.aside(
                () -> PostgresServer.start(launch("postgres", postgresPort).with(postgresSettings)));
        CompletableFuture<MariaDbServer> mariaDbStart = ServerStart.aside(
                () -> MariaDbServer.start(launch("mariadb", mariaDbPort).with(mariaDbSettings)));
        try (PostgresServer postgres = postgresStart.join();
                MariaDbServer mariaDb = mariaDbStart.join()) {
            say("PostgreSQL and MariaDB are up", began);
            CrmDatabases databases = new CrmDatabases(postgres, mariaDb, copy);
            Path filled = folder.resolve("filled");
            if (!Files.exists(filled)) {
                long beganFilling = System.nanoTime();
                long rows = orders == null ? databases.fill(scale) : databases.fillOrders(orders);
                Files.createFile(filled);
                say(rows + " rows are in the source", beganFilling);
            }
            Path aside = Files.writeString(folder.resolve("env.partial"), databases.env());
            Files.move(aside, env, StandardCopyOption.ATOMIC_MOVE);
            env.toFile().deleteOnExit();
            say("ready: " + env, began);
            while (System.in.read() >= 0) {
                // What is written to us does not matter, only that the writer is there.
            }
        }
        return 0;
    }

    private Launch launch(String name, @Nullable Integer port) throws IOException {
        Launch launch = Launch.inFolder(folder.resolve(name));
        return port == null ? launch : launch.onPort(port);
    }

    private static void say(String what, long since) {
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        System.err.printf("%s (%.1f s)%n", what, took.toMillis() / 1000.0);
    }
}
