package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.table.Order;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;

/** Several runs meet in a lane, each with tables of its own: what is late of one table says nothing of another. */
class L4_OrderOfEachTableTest {
    private static final int LANE = 7;
    private static final TableName REGIONS = new TableName(null, "regions");

    private @Nullable Prices open;

    private Prices target(Engine engine) throws SQLException {
        Prices prices = new Prices(engine, false);
        open = prices;
        prices.database.execute(
                "CREATE TABLE regions AS SELECT * FROM prices", "ALTER TABLE regions ADD PRIMARY KEY (id)");
        return prices;
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }

    @ParameterizedTest
    @EachEngine
    void L4_aTableWithoutAVersionIsNotLateSinceAHigherRunHasBroughtAnotherTable(Engine engine) throws SQLException {
        Prices prices = target(engine);
        LaneWriter writer = prices.writer("job");
        apply(writer, prices.in(REGIONS, prices.upsert(new Order(1, 1), "1.00", null, 1, 2, 3)));
        apply(writer, prices.upsert(new Order(6, 1), "60.00", null, 1));

        assertThat(apply(writer, prices.in(REGIONS, prices.upsert(new Order(5, 1), "5.00", null, 1, 2))))
                .isEqualTo(new RowCounts(2, 0, 0, 0, 0, 0));
        assertThat(apply(writer, prices.in(REGIONS, prices.delete(new Order(5, 2), null, 3))))
                .isEqualTo(new RowCounts(0, 0, 0, 1, 0, 0));
        assertThat(regions(prices)).containsExactly(List.of("1", "5.00"), List.of("2", "5.00"));
        assertThat(apply(writer, prices.in(REGIONS, prices.upsert(new Order(4, 1), "4.00", null, 1))))
                .as("of its own table it is late")
                .isEqualTo(new RowCounts(0, 0, 1, 0, 0, 0));
    }

    @ParameterizedTest
    @EachEngine
    void L4_eachTableOfATransactionHasItsOwnOrder(Engine engine) throws SQLException {
        Prices prices = target(engine);
        LaneWriter writer = prices.writer("job");
        apply(writer, prices.in(REGIONS, prices.upsert(new Order(1, 1), "1.00", null, 1)));

        List<Outcome> outcomes = writer.apply(
                LANE,
                List.of(
                        prices.upsert(new Order(6, 1), "60.00", null, 1),
                        prices.in(REGIONS, prices.upsert(new Order(5, 1), "5.00", null, 1)),
                        prices.upsert(new Order(5, 2), "50.00", null, 1),
                        prices.in(REGIONS, prices.upsert(new Order(4, 1), "4.00", null, 1))));

        assertThat(outcomes)
                .extracting(Outcome::counts)
                .extracting(RowCounts::applied, RowCounts::stale)
                .containsExactly(tuple(1L, 0L), tuple(1L, 0L), tuple(0L, 1L), tuple(0L, 1L));
    }

    /** Such as a ledger of the time when a lane had one order for all tables. */
    @ParameterizedTest
    @EachEngine
    void L4_whatALaneHasAppliedBeforeItsTablesHadOrdersStillCounts(Engine engine) throws SQLException {
        Prices prices = target(engine);
        LaneWriter writer = prices.writer("job");
        apply(writer, prices.upsert(new Order(6, 1), "60.00", null, 1));
        String ledger = engine == Engine.POSTGRESQL ? "rowferry." : "rowferry_";
        prices.database.execute(
                "DELETE FROM " + ledger + "lane_orders", "UPDATE " + ledger + "lanes SET run = 6, sequence = 1");

        assertThat(apply(writer, prices.upsert(new Order(5, 1), "50.00", null, 1))
                        .stale())
                .isOne();
        assertThat(apply(writer, prices.upsert(new Order(6, 2), "62.00", null, 1))
                        .applied())
                .isOne();
    }

    private static RowCounts apply(LaneWriter writer, RowsToWrite batch) {
        return writer.apply(LANE, List.of(batch)).get(0).counts();
    }

    private static List<List<String>> regions(Prices prices) throws SQLException {
        return prices.database.query("SELECT id, price FROM regions ORDER BY id");
    }
}
