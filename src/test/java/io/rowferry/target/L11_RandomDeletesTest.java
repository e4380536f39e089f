package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Seeds;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.RowCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Upserts and deletes of few keys in several lanes, delivered in any order and some of them twice: of each key remains what
 * the highest order says. Stamps rise with the orders, as they do where rows change their lanes.
 */
class L11_RandomDeletesTest {
    private static final int KEYS = 6;
    private static final int LANES = 3;
    private static final int BATCHES = 28;

    /** What the law makes of all batches together, and what came of each. */
    private static final class Model {
        private final Map<Long, RowsToWrite> latest = new HashMap<>();
        private final Map<RowsToWrite, String> prices = new HashMap<>();

        void add(RowsToWrite batch, String price, long[] ids) {
            prices.put(batch, price);
            for (long id : ids) {
                latest.merge(id, batch, (one, other) -> one.order().compareTo(other.order()) > 0 ? one : other);
            }
        }

        List<String> rows() {
            List<String> rows = new ArrayList<>();
            new TreeMap<>(latest).forEach((id, batch) -> {
                if (batch.operation() == Operation.UPSERT) {
                    rows.add(id + ":" + prices.get(batch));
                }
            });
            return rows;
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_ofEachKeyRemainsWhatTheHighestOrderSays(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, true)) {
            for (long seed : Seeds.fiveAndFresh().toArray()) {
                System.out.println("L11_RandomDeletesTest " + engine + " seed " + seed);
                prices.database.execute("DELETE FROM prices");
                try (LaneWriter writer = prices.writer("job-" + seed)) {
                    deliver(prices, writer, new Random(seed), seed);
                }
            }
        }
    }

    private static void deliver(Prices prices, LaneWriter writer, Random random, long seed) throws Exception {
        Model model = new Model();
        List<List<RowsToWrite>> lanes = Stream.generate(() -> (List<RowsToWrite>) new ArrayList<RowsToWrite>())
                .limit(LANES)
                .toList();
        for (int i = 1; i <= BATCHES; i++) {
            Order order = new Order(1 + i / 15, i);
            String price = i + ".00";
            long[] ids =
                    random.longs(1 + random.nextInt(3), 1, KEYS + 1).distinct().toArray();
            RowsToWrite batch = prices.again(
                    random.nextInt(5) < 2 ? prices.delete(order, i, ids) : prices.upsert(order, price, i, ids),
                    seed + "-" + i);
            model.add(batch, price, ids);
            List<RowsToWrite> lane = lanes.get(random.nextInt(LANES));
            lane.add(batch);
            if (random.nextInt(4) == 0) {
                lane.add(batch);
            }
        }
        lanes.forEach(lane -> Collections.shuffle(lane, random));
        while (lanes.stream().anyMatch(lane -> !lane.isEmpty())) {
            int lane = random.nextInt(LANES);
            List<RowsToWrite> due =
                    lanes.get(lane).subList(0, Math.min(lanes.get(lane).size(), 1 + random.nextInt(4)));
            if (!due.isEmpty()) {
                check(due, writer.apply(lane, List.copyOf(due)), seed);
                due.clear();
            }
        }
        assertThat(prices.rows()).as("seed " + seed).isEqualTo(model.rows());
    }

    private static void check(List<RowsToWrite> batches, List<Outcome> outcomes, long seed) {
        for (int i = 0; i < batches.size(); i++) {
            RowCounts counts = outcomes.get(i).counts();
            if (outcomes.get(i).fresh()) {
                assertThat(counts.settled())
                        .as("seed " + seed)
                        .isEqualTo(batches.get(i).rows().count());
            } else {
                assertThat(counts).as("seed " + seed).isEqualTo(RowCounts.NONE);
            }
        }
    }
}
