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
            guarded.add(new ByHand(source, target(server), BY_HAND_ROWS).guarded());
            one.add(ferry.run("apply", sent(source, target(server), ferry), "--until-idle", "1s") - IDLE_SECONDS);
            peak = Math.max(peak, ferry.peakMegabytes());
            two.add(ferry.runs(2, "apply", sent(source, target(server), ferry), "--until-idle", "1s") - IDLE_SECONDS);
        }
        say("%n%s, %,d orders, medians of %d rounds", target(server).engine(), rows, rounds);
        line("staging and guard by hand", guarded, guarded, rows);
        line("apply, one process", one, guarded, rows);
        line("apply, two processes", two, guarded, rows);
        say("  peak memory of the one process       %d MB", peak);
    }

    private static TestDatabase target(DatabaseServer server) throws SQLException, IOException {
        TestDatabase target = server.freshDatabase();
        Tpch.createOrders(target);
        return target;
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

    private static void line(String what, Rounds measured, Rounds base, long rows) {
        say(
                "  %-28s %6.2f s  %,9.0f rows/s  %.2f of by hand  %s",
                what, measured.median(), rows / measured.median(), base.median() / measured.median(), measured);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
