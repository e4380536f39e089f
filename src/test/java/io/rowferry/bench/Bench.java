package io.rowferry.bench;

import io.rowferry.servers.DatabaseServer;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.servers.Tpch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures full-sync against the same work by hand. Arguments: rounds (3) and rows (1000000). */
public final class Bench {
    private static final int BY_HAND_ROWS = 100_000;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        long rows = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        Path folder = Files.createTempDirectory("rowferry-bench");
        Ferry ferry = new Ferry(folder);
        try {
            TestDatabase source = Servers.postgres().freshDatabase();
            Tpch.createOrders(source);
            Tpch.fillOrders(source, rows);
            source.execute("VACUUM ANALYZE orders");
            for (DatabaseServer server : List.of(Servers.mariaDb(), Servers.postgres())) {
                fullSync(source, server, ferry, rounds, rows);
            }
            start(ferry, Math.max(rounds, 5));
        } finally {
            ferry.stopBroker();
        }
    }

    private static void fullSync(TestDatabase source, DatabaseServer server, Ferry ferry, int rounds, long rows)
            throws SQLException, IOException, InterruptedException {
        Rounds raw = new Rounds();
        Rounds guarded = new Rounds();
        Rounds ferried = new Rounds();
        long peak = 0;
        for (int round = 0; round < rounds; round++) {
            raw.add(new ByHand(source, Tpch.emptyOrders(server), BY_HAND_ROWS).raw());
            guarded.add(new ByHand(source, Tpch.emptyOrders(server), BY_HAND_ROWS).guarded());
            ferried.add(ferry.run("full-sync", ferry.job(source, Tpch.emptyOrders(server), "table: orders")));
            peak = Math.max(peak, ferry.peakMegabytes());
        }
        String pair =
                "PostgreSQL→" + source.engine() + "/" + Tpch.emptyOrders(server).engine();
        say("%n%s, %,d orders, medians of %d rounds", pair, rows, rounds);
        say("  " + raw.beside(guarded, "raw pipe, no guard", rows));
        say("  " + guarded.beside(guarded, "staging and guard by hand", rows));
        say("  " + ferried.beside(guarded, "rowferry full-sync", rows));
        say("  peak memory of the rowferry process  %d MB", peak);
    }

    private static void start(Ferry ferry, int rounds) throws IOException, InterruptedException {
        Rounds java = new Rounds();
        Rounds version = new Rounds();
        for (int round = 0; round < rounds; round++) {
            long began = System.nanoTime();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor(1, TimeUnit.MINUTES);
            java.add((System.nanoTime() - began) / 1e9);
            version.add(ferry.launch("--version"));
        }
        say("%nstart-up, medians of %d rounds", rounds);
        say("  java -version       %.3f s", java.median());
        say("  rowferry --version  %.3f s", version.median());
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
