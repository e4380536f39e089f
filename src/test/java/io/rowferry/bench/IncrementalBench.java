package io.rowferry.bench;

import io.rowferry.servers.Engine;
import io.rowferry.servers.Launch;
import io.rowferry.servers.TestDatabase;
import io.rowferry.servers.Tpch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * Measures incremental: with nothing to send, with a fifth of the rows changed, with rows that the target has newer, and
 * as one that goes on every second. Arguments: rounds (3) and rows (1000000).
 */
public final class IncrementalBench {
    private static final int SMALL = 10_000;
    private static final int COMMITS = 60;

    private final Ferry ferry;
    private final MeasuredServer sources;
    private final int rounds;

    private IncrementalBench(Ferry ferry, MeasuredServer sources, int rounds) {
        this.ferry = ferry;
        this.sources = sources;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        long rows = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        Path folder = Files.createTempDirectory("rowferry-bench");
        Ferry ferry = new Ferry(folder);
        try (MeasuredServer sources = MeasuredServer.start(Engine.POSTGRESQL, Launch.inTemporaryFolder())) {
            for (Engine engine : List.of(Engine.POSTGRESQL, Engine.MARIADB)) {
                try (MeasuredServer targets = MeasuredServer.start(engine, Launch.inTemporaryFolder())) {
                    IncrementalBench bench = new IncrementalBench(ferry, sources, rounds);
                    say("%nPostgreSQL→%s, medians of %d rounds", engine, rounds);
                    bench.nothing(bench.copied(targets, SMALL), SMALL);
                    Pair pair = bench.rates(targets, rows);
                    bench.nothing(pair, rows);
                    bench.stale(pair, rows / 10);
                    bench.latency(folder, pair);
                }
            }
        } finally {
            ferry.stopBroker();
        }
    }

    private record Pair(MeasuredServer targets, TestDatabase source, TestDatabase target, Path job) {}

    private static TestDatabase orders(MeasuredServer server) throws SQLException, IOException {
        TestDatabase database = server.freshDatabase();
        Tpch.createOrders(database);
        return database;
    }

    private static void stamp(TestDatabase database) throws SQLException {
        database.execute(
                "alter table orders add updated_at "
                        + (database.engine() == Engine.POSTGRESQL ? "timestamptz" : "timestamp")
                        + "(6) not null default current_timestamp"
                        + (database.engine() == Engine.POSTGRESQL ? "" : "(6)"),
                "create index orders_updated_at on orders (updated_at, o_orderkey)");
    }

    private Pair emptyTarget(MeasuredServer targets, TestDatabase source) throws SQLException, IOException {
        TestDatabase target = orders(targets);
        stamp(target);
        Path job = ferry.job(source, target, "{table: orders, watermark: updated_at}");
        return new Pair(targets, source, target, job);
    }

    private TestDatabase source(long rows) throws SQLException, IOException {
        TestDatabase source = orders(sources);
        Tpch.fillOrders(source, rows);
        stamp(source);
        source.execute("vacuum analyze orders");
        return source;
    }

    private Pair copied(MeasuredServer targets, long rows) throws Exception {
        Pair pair = emptyTarget(targets, source(rows));
        ferry.run("full-sync", pair.job());
        return pair;
    }

    /**
     * Changes a fifth of the rows; how long it takes to bring them over, beside a full-sync of all, and of a table with as
     * many rows: what the start of a process costs is the same for few rows and many.
     */
    private Pair rates(MeasuredServer targets, long rows) throws Exception {
        Rounds full = new Rounds();
        Rounds few = new Rounds();
        Rounds latest = new Rounds();
        Rounds spread = new Rounds();
        TestDatabase source = source(rows);
        TestDatabase fifth = source(rows / 5);
        Pair pair = emptyTarget(targets, source);
        for (int round = 0; round < rounds; round++) {
            pair = emptyTarget(targets, source);
            full.add(settled("full-sync", pair));
            few.add(settled("full-sync", emptyTarget(targets, fifth)));
            latest.add(changed(pair, "o_orderkey desc", rows / 5, round));
            spread.add(changed(pair, "o_orderkey % 7, o_orderkey", rows / 5, round));
        }
        double rate = rows / full.median();
        say("  full-sync of %,d orders  %6.2f s  %,9.0f rows/s  1.00  %s", rows, full.median(), rate, full);
        line("full-sync of a table of", rows / 5, few, rate);
        line("incremental of the latest", rows / 5, latest, rate);
        line("incremental of every fifth", rows / 5, spread, rate);
        return pair;
    }

    private double changed(Pair pair, String order, long rows, int round) throws Exception {
        pair.source()
                .execute(
                        "update orders set o_comment = 'round " + round + "', updated_at = now() where o_orderkey in"
                                + " (select o_orderkey from orders order by " + order + " limit " + rows + ")",
                        "vacuum analyze orders");
        if (pair.target().engine() == Engine.POSTGRESQL) {
            pair.target().execute("vacuum analyze orders");
        }
        return settled("incremental", pair);
    }

    private double settled(String command, Pair pair) throws Exception {
        sources.settle();
        pair.targets().settle();
        return ferry.run(command, pair.job());
    }

    private static void line(String what, long rows, Rounds measured, double rate) {
        double its = rows / measured.median();
        say(
                "  %s %,d  %6.2f s  %,9.0f rows/s  %.2f of full-sync  %s",
                what, rows, measured.median(), its, its / rate, measured);
    }

    private void nothing(Pair pair, long rows) throws Exception {
        ferry.run("incremental", pair.job());
        Rounds times = new Rounds();
        long read = sources.statements();
        long applied = pair.targets().statements();
        for (int round = 0; round < rounds; round++) {
            times.add(ferry.run("incremental", pair.job()));
        }
        say(
                "  nothing changed in %,d orders   %6.3f s  %d statements at the source, %d at the target",
                rows,
                times.median(),
                (sources.statements() - read) / rounds,
                (pair.targets().statements() - applied) / rounds);
    }

    /** The target has the rows newer than the source sends them. */
    private void stale(Pair pair, long rows) throws Exception {
        Rounds times = new Rounds();
        long log = 0;
        long idle = 0;
        for (int round = 0; round < rounds; round++) {
            String these =
                    " where o_orderkey in (select o_orderkey from (select o_orderkey from orders order by o_orderkey"
                            + " limit " + rows + ") as these)";
            pair.target().execute("update orders set updated_at = updated_at + interval '1' day" + these);
            pair.source().execute("update orders set o_comment = 'late " + round + "', updated_at = now()" + these);
            long before = pair.targets().logBytes();
            times.add(ferry.run("incremental", pair.job()));
            log += pair.targets().logBytes() - before;
            if (!ferry.said().contains("\"stale\":" + rows + ",")) {
                throw new IOException("not all are stale: " + ferry.said());
            }
            before = pair.targets().logBytes();
            ferry.run("incremental", pair.job());
            idle += pair.targets().logBytes() - before;
        }
        say(
                "  %,d stale rows  %6.2f s  %,9.0f rows/s  the target's log grew by %,d bytes (a run of nothing: %,d)  %s",
                rows, times.median(), rows / times.median(), log / rounds, idle / rounds, times);
    }

    /** From the source's commit to the first look that finds the row at the target. */
    private void latency(Path folder, Pair pair) throws Exception {
        Process process =
                ferry.start(folder.resolve("every"), "incremental", pair.job().toString(), "--every", "1s", "-q");
        try {
            new Arrivals(pair.source(), pair.target()).measure(5);
            Rounds seconds = new Arrivals(pair.source(), pair.target()).measure(COMMITS);
            say(
                    "  --every 1s: %d commits arrived after %.2f s at the median, %.2f s at most",
                    COMMITS, seconds.median(), seconds.worst());
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
