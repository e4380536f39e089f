package io.rowferry.bench;

import static java.util.stream.Collectors.joining;

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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures verify between PostgreSQL and MariaDB beside the slower server's own checksum statement over the same table:
 * equal, and with planted differences; then the same with three times the rows, and as many rows again that only the
 * target has, which diff lists. Arguments: rounds (3) and rows (1000000).
 */
public final class VerifyBench {
    private static final Pattern BYTES = Pattern.compile("\"bytes\":(\\d+)");
    private static final List<String> COLUMNS = List.of(
            "o_orderkey",
            "o_custkey",
            "o_orderstatus",
            "o_totalprice",
            "o_orderdate",
            "o_orderpriority",
            "o_clerk",
            "o_shippriority",
            "o_comment");
    private static final Map<Engine, String> CHECKSUM = Map.of(
            Engine.POSTGRESQL,
            "select count(*), sum(('x' || substr(h, 1, 15))::bit(60)::bigint), sum(('x' || substr(h, 16, 15))::bit(60)::bigint)"
                    + " from (select encode(sha256(convert_to("
                    + text("coalesce(octet_length(%1$s::text) || ':' || %1$s::text, 'N')", " || ")
                    + ", 'UTF8')), 'hex') as h from orders offset 0) hashed",
            Engine.MARIADB,
            "select count(*), sum(cast(conv(substr(h, 1, 15), 16, 10) as unsigned)),"
                    + " sum(cast(conv(substr(h, 16, 15), 16, 10) as unsigned)) from (select sha2(concat("
                    + text("coalesce(concat(length(%1$s), ':', %1$s), 'N')", ", ")
                    + "), 256) as h from orders limit 18446744073709551615) hashed");

    private final Ferry ferry;
    private final int rounds;

    private VerifyBench(Ferry ferry, int rounds) {
        this.ferry = ferry;
        this.rounds = rounds;
    }

    private static String text(String each, String between) {
        return COLUMNS.stream().map(each::formatted).collect(joining(between));
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        long rows = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        Ferry ferry = new Ferry(Files.createTempDirectory("rowferry-bench"));
        try (MeasuredServer sources = MeasuredServer.start(Engine.POSTGRESQL, Launch.inTemporaryFolder());
                MeasuredServer targets = MeasuredServer.start(Engine.MARIADB, Launch.inTemporaryFolder())) {
            VerifyBench bench = new VerifyBench(ferry, rounds);
            say("PostgreSQL against MariaDB, medians of %d rounds", rounds);
            bench.measure(orders(sources, rows), orders(targets, rows), rows, List.of(10L, rows / 1_000, rows / 10));
            bench.measure(orders(sources, 3 * rows), orders(targets, 3 * rows), 3 * rows, List.of());
            bench.extra(orders(sources, rows), orders(targets, rows), rows);
        } finally {
            ferry.stopBroker();
        }
    }

    private static TestDatabase orders(MeasuredServer server, long rows) throws SQLException, IOException {
        TestDatabase database = server.freshDatabase();
        Tpch.createOrders(database);
        Tpch.fillOrders(database, rows);
        database.execute(database.engine() == Engine.POSTGRESQL ? "vacuum analyze orders" : "analyze table orders");
        return database;
    }

    private void measure(TestDatabase source, TestDatabase target, long rows, List<Long> differences) throws Exception {
        Path job = ferry.job(source, target, "{table: orders}");
        ferry.verify(job);
        Rounds alone = new Rounds();
        Rounds atOnce = new Rounds();
        Rounds equal = new Rounds();
        for (int round = 0; round < rounds; round++) {
            alone.add(Math.max(seconds(source), seconds(target)));
            atOnce.add(secondsAtOnce(source, target));
            equal.add(ferry.verify(job));
        }
        say("  %,d orders: bare checksum of the slower server", rows);
        say("    while the other rests    %6.2f s  %s", alone.median(), alone);
        say("    while the other does so  %6.2f s  %s", atOnce.median(), atOnce);
        line("equal", equal, alone, atOnce);
        for (long planted : differences) {
            target.execute("update orders set o_comment = 'planted' where o_orderkey in (select o_orderkey from (select"
                    + " o_orderkey from orders order by sha2(o_orderkey, 256) limit " + planted + ") chosen)");
            Rounds different = new Rounds();
            for (int round = 0; round < rounds; round++) {
                different.add(ferry.verify(job));
            }
            line(String.format(Locale.ROOT, "%,d changed", planted), different, alone, atOnce);
        }
    }

    private void extra(TestDatabase source, TestDatabase target, long rows) throws Exception {
        target.execute("insert into orders select o_orderkey + 1000000000000, o_custkey, o_orderstatus, o_totalprice,"
                + " o_orderdate, o_orderpriority, o_clerk, o_shippriority, o_comment from orders");
        Path job = ferry.job(source, target, "{table: orders}");
        double verify = ferry.verify(job);
        long memory = ferry.peakMegabytes();
        long began = System.nanoTime();
        long listed = ferry.diff(job, "orders");
        double diff = (System.nanoTime() - began) / 1e9;
        say("  %,d orders, and %,d more on one side", rows, rows);
        say("    verify  %6.2f s  %4d MB of memory", verify, memory);
        say("    diff    %6.2f s  %4d MB of memory  %,d differences", diff, ferry.peakMegabytes(), listed);
    }

    private static double seconds(TestDatabase database) throws SQLException {
        long began = System.nanoTime();
        database.query(Objects.requireNonNull(CHECKSUM.get(database.engine())));
        return (System.nanoTime() - began) / 1e9;
    }

    /** Both servers share this machine's memory and processors, as they do while verify runs. */
    private static double secondsAtOnce(TestDatabase source, TestDatabase target) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Double> other = thread.submit(() -> seconds(source));
            double own = seconds(target);
            return Math.max(own, other.get());
        } finally {
            thread.shutdown();
        }
    }

    private void line(String what, Rounds measured, Rounds alone, Rounds atOnce) throws IOException {
        Matcher bytes = BYTES.matcher(ferry.said());
        say(
                "    verify, %-16s  %6.2f s  %.2f and %.2f of them  %,12d bytes moved  %4d MB of memory  %s",
                what,
                measured.median(),
                measured.median() / alone.median(),
                measured.median() / atOnce.median(),
                bytes.find() ? Long.parseLong(bytes.group(1)) : -1,
                ferry.peakMegabytes(),
                measured);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
