package io.rowferry.command;

import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tables of many seeds on their way from one engine to another, and from there into a third database. */
final class RandomWalk {
    private final Path folder;
    private final Engine from;
    private final Engine to;
    private final List<String> complaints = new ArrayList<>();

    RandomWalk(Path folder, Engine from, Engine to) {
        this.folder = folder;
        this.from = from;
        this.to = to;
    }

    List<String> complaints(List<Long> seeds) throws SQLException, IOException {
        long began = System.nanoTime();
        TestDatabase start = Servers.of(from).freshDatabase();
        TestDatabase middle = Servers.of(to).freshDatabase();
        TestDatabase end = Servers.of(from).freshDatabase();
        List<RandomPair> pairs = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < seeds.size(); i++) {
            RandomPair pair = RandomPair.of(seeds.get(i), i, from, to);
            if (create(start, pair.source(), pair) && create(middle, pair.target(), pair)) {
                rows += pair.source().insert(start, pair.rows());
                pairs.add(pair);
            }
        }
        RandomLeg there = new RandomLeg(folder, start, middle, pairs);
        complaints.addAll(there.complaints());
        List<RandomPair> arrived = new ArrayList<>();
        for (RandomPair pair : there.carried()) {
            if (create(end, pair.source(), pair)) {
                arrived.add(pair.back());
            }
        }
        RandomLeg back = new RandomLeg(folder, middle, end, arrived);
        complaints.addAll(back.complaints());
        System.out.printf(
                "  %s to %s: %d rows in %d tables with %d columns; %d tables with %d columns arrived, %d with %d came back, %.1f s%n",
                from,
                to,
                rows,
                pairs.size(),
                columns(pairs),
                there.carried().size(),
                columns(there.carried()),
                back.carried().size(),
                columns(back.carried()),
                (System.nanoTime() - began) / 1e9);
        return complaints;
    }

    private static int columns(List<RandomPair> pairs) {
        return pairs.stream().mapToInt(pair -> pair.source().columns().size()).sum();
    }

    private boolean create(TestDatabase database, RandomTable table, RandomPair pair) {
        try {
            table.create(database);
            return true;
        } catch (SQLException refused) {
            complaints.add("the test's own table cannot be made: " + refused.getMessage() + "\n  " + pair.told());
            return false;
        }
    }
}
