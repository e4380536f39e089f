package io.rowferry.bench;

import io.rowferry.servers.DatabaseServer;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.servers.Tpch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * Measures apply on a queue that holds all rows of a table, beside the same staging and guard by hand, and two processes
 * beside one. Arguments: rounds (3) and rows (1000000).
 */
public final class ApplyBench {
    private static final int BY_HAND_ROWS = 100_000;
    private static final double IDLE_SECONDS = 1;

    private ApplyBench() {}

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
            for (DatabaseServer server : List.of(Servers.postgres(), Servers.mariaDb())) {
                measure(source, server, ferry, rounds, rows);
            }
        } finally {
            ferry.stopBroker();
        }
    }

    private static void measure(TestDatabase source, DatabaseServer server, Ferry ferry, int rounds, long rows)
            throws SQLException, IOException, InterruptedException {
        Rounds guarded = new Rounds();
        Rounds one = new Rounds();
        Rounds two = new Rounds();
        long peak = 0;
        for (int round = 0; round < rounds; round++) {
            guarded.add(new ByHand(source, Tpch.emptyOrders(server), BY_HAND_ROWS).guarded());
            one.add(ferry.run("apply", sent(source, Tpch.emptyOrders(server), ferry), "--until-idle", "1s")
                    - IDLE_SECONDS);
            peak = Math.max(peak, ferry.peakMegabytes());
            two.add(ferry.runs(2, "apply", sent(source, Tpch.emptyOrders(server), ferry), "--until-idle", "1s")
                    - IDLE_SECONDS);
        }
        say("%n%s, %,d orders, medians of %d rounds", Tpch.emptyOrders(server).engine(), rows, rounds);
        say("  " + guarded.beside(guarded, "staging and guard by hand", rows));
        say("  " + one.beside(guarded, "apply, one process", rows));
        say("  " + two.beside(guarded, "apply, two processes", rows));
        say("  peak memory of the one process       %d MB", peak);
    }

    /** A job whose rows are all in the queue. */
    private static Path sent(TestDatabase source, TestDatabase target, Ferry ferry)
            throws IOException, SQLException, InterruptedException {
        Path job = ferry.job(source, target, "table: orders");
        TestDatabase state = Servers.postgres().freshDatabase();
        Files.writeString(
                job,
                "state: {url: \"%s\", user: \"%s\", password: \"%s\"}%n"
                        .formatted(state.jdbcUrl(), state.user(), state.password()),
                StandardOpenOption.APPEND);
        ferry.run("full-sync", job, "--send-only");
        return job;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
