package io.rowferry.bench;

import io.rowferry.servers.DatabaseServer;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Launch;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.servers.Tpch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the memory of a full-sync whose target is stopped in its middle, beside one of a tenth of the rows that nothing
 * disturbs. Arguments: rows (3000000) and seconds for which the target is away (60).
 */
public final class StandstillBench {
    private StandstillBench() {}

    public static void main(String[] arguments) throws Exception {
        long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 3_000_000;
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 60;
        Ferry ferry = new Ferry(Files.createTempDirectory("rowferry-bench"));
        try {
            for (Engine engine : List.of(Engine.POSTGRESQL, Engine.MARIADB)) {
                say("%s as the target", engine);
                try (DatabaseServer server = Servers.start(engine, Launch.inTemporaryFolder())) {
                    Path few = job(ferry, server, "few", rows / 10);
                    double took = ferry.run("full-sync", few);
                    say(
                            "  %,10d orders, undisturbed             %6.1f s  peak memory %d MB",
                            rows / 10, took, ferry.peakMegabytes());
                    Path many = job(ferry, server, "many", rows);
                    took = stopped(ferry, server, many, rows, seconds);
                    say(
                            "  %,10d orders, stopped for %3d seconds  %6.1f s  peak memory %d MB",
                            rows, seconds, took, ferry.peakMegabytes());
                    say("  rows there in the end: %,d", server.database("many").count("orders"));
                }
            }
        } finally {
            ferry.stopBroker();
        }
    }

    private static Path job(Ferry ferry, DatabaseServer server, String name, long rows) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        Tpch.createOrders(source);
        Tpch.fillOrders(source, rows);
        source.execute("VACUUM ANALYZE orders");
        TestDatabase target = server.createDatabase(name);
        Tpch.createOrders(target);
        Path job = ferry.job(source, target, "table: orders");
        // Elsewhere: a run whose lock was in the stopped server has lost it, and ends with 8 when the server is back.
        String state = "state: " + Servers.postgres().freshDatabase().endpoint() + "\n";
        return Files.writeString(job, state, StandardOpenOption.APPEND);
    }

    private static double stopped(Ferry ferry, DatabaseServer server, Path job, long rows, long seconds)
            throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Double> run = thread.submit(() -> ferry.run("full-sync", job, "--outage-wait", "5m"));
            while (server.database("many").count("orders") < rows / 3) {
                Thread.sleep(200);
            }
            server.kill9();
            Thread.sleep(seconds * 1_000);
            server.restart();
            return run.get();
        } finally {
            thread.shutdown();
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
