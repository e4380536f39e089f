package io.rowferry.bench;

import io.rowferry.servers.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;

/** Commits single orders at the source at uneven times and watches for each at the target. */
final class Arrivals {
    private static final int LOOK_EVERY_MS = 5;
    private static final int MOST_SECONDS = 60;
    private static long order = 1_000_000_000L;

    private final TestDatabase source;
    private final TestDatabase target;
    private final Random random = new Random(1);

    Arrivals(TestDatabase source, TestDatabase target) {
        this.source = source;
        this.target = target;
    }

    /** Seconds between each commit and the first look that finds it. */
    Rounds measure(int commits) throws SQLException, InterruptedException {
        Rounds seconds = new Rounds();
        try (Connection from = source.connect();
                Connection to = target.connect();
                PreparedStatement insert =
                        from.prepareStatement("insert into orders select ?, o_custkey, o_orderstatus,"
                                + " o_totalprice, o_orderdate, o_orderpriority, o_clerk, o_shippriority, 'new', now() from orders"
                                + " where o_orderkey = 1");
                PreparedStatement look = to.prepareStatement("select 1 from orders where o_orderkey = ?")) {
            for (int commit = 0; commit < commits; commit++) {
                Thread.sleep(random.nextInt(1_000));
                insert.setLong(1, ++order);
                insert.executeUpdate();
                seconds.add(untilFound(look, order));
            }
        }
        return seconds;
    }

    private static double untilFound(PreparedStatement look, long key) throws SQLException, InterruptedException {
        long committed = System.nanoTime();
        look.setLong(1, key);
        while (true) {
            double waited = (System.nanoTime() - committed) / 1e9;
            try (ResultSet found = look.executeQuery()) {
                if (found.next()) {
                    return waited;
                }
            }
            if (waited > MOST_SECONDS) {
                throw new IllegalStateException("not there after " + MOST_SECONDS + " s: order " + key);
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
    }
}
