package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Which rows a batch of deletes removes, on each engine. */
class L11_DeletesTest {
    private static final int LANE = 3;
    private static final long NOT_STAMPED = 1;
    private static final long OLDER = 2;
    private static final long EQUAL = 3;
    private static final long NEWER = 4;
    private static final long ABSENT = 5;

    @ParameterizedTest
    @EachEngine
    void L11_inOrderADeleteRemovesWhatIsNotNewer(Engine engine) throws Exception {
        try (Prices prices = stamped(engine)) {
            assertThat(delete(prices, new Order(1, 1), 10)).isEqualTo(new RowCounts(0, 1, 1, 3, 0, 0));
            assertThat(prices.rows()).containsExactly("4:1.00");
            assertThat(prices.tombstones()).containsExactly("1/1/1", "2/1/1", "3/1/1", "5/1/1");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_lateADeleteRemovesOnlyWhatIsOlder(Engine engine) throws Exception {
        try (Prices prices = stamped(engine)) {
            prices.insert("1.00", 10, 99);
            prices.writer("job").apply(LANE, List.of(prices.delete(new Order(1, 7), 5, 99)));

            assertThat(delete(prices, new Order(1, 1), 10)).isEqualTo(new RowCounts(0, 1, 2, 2, 0, 0));
            assertThat(prices.rows()).containsExactly("3:1.00", "4:1.00", "99:1.00");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_aDeleteWithoutAStampIsDecidedByItsOrderAlone(Engine engine) throws Exception {
        try (Prices prices = stamped(engine)) {
            prices.writer("job").apply(LANE, List.of(prices.upsert(new Order(1, 7), "7.00", 1, 99)));

            assertThat(delete(prices, new Order(1, 1), null)).isEqualTo(new RowCounts(0, 1, 4, 0, 0, 0));
            assertThat(delete(prices, new Order(1, 8), null)).isEqualTo(new RowCounts(0, 1, 0, 4, 0, 0));
            assertThat(prices.rows()).containsExactly("99:7.00");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_inATableWithoutAVersionTheOrderAloneDecides(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, false)) {
            prices.insert("1.00", null, NOT_STAMPED, OLDER);
            prices.writer("job").apply(LANE, List.of(prices.upsert(new Order(1, 7), "7.00", null, 99)));

            assertThat(apply(prices, prices.delete(new Order(1, 1), null, NOT_STAMPED, OLDER, ABSENT))
                            .counts())
                    .isEqualTo(new RowCounts(0, 1, 2, 0, 0, 0));
            assertThat(prices.tombstones()).containsExactly("5/1/1");
            assertThat(apply(prices, prices.delete(new Order(1, 8), null, NOT_STAMPED, OLDER, ABSENT))
                            .counts())
                    .isEqualTo(new RowCounts(0, 1, 0, 2, 0, 0));
            assertThat(prices.rows()).containsExactly("99:7.00");
            assertThat(prices.tombstones()).containsExactly("1/1/8", "2/1/8", "5/1/8");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L6_aDeleteThatIsDeliveredAgainTouchesNothing(Engine engine) throws Exception {
        try (Prices prices = stamped(engine)) {
            RowsToWrite delete = prices.delete(new Order(1, 1), 10, OLDER, ABSENT);
            assertThat(apply(prices, delete).fresh()).isTrue();
            prices.insert("2.00", 1, OLDER);

            Outcome again = apply(prices, delete);

            assertThat(again.fresh()).isFalse();
            assertThat(again.counts()).isEqualTo(RowCounts.NONE);
            assertThat(prices.rows()).contains("2:2.00");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L8_aParentWithChildrenIsRefusedAlone(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, true)) {
            long[] ids = LongStream.range(0, 300).toArray();
            prices.insert("1.00", 1, ids);
            prices.database.execute(
                    "CREATE TABLE order_lines (id int PRIMARY KEY, price_id bigint,"
                            + " CONSTRAINT of_price FOREIGN KEY (price_id) REFERENCES prices (id))",
                    "INSERT INTO order_lines VALUES (1, 17), (2, 18), (3, 250)");

            Outcome outcome = apply(prices, prices.delete(new Order(1, 1), 10, ids));

            assertThat(outcome.counts()).isEqualTo(new RowCounts(0, 0, 0, 297, 0, 3));
            assertThat(NamedParts.rows(outcome)).extracting(Rejection::key).containsExactly("17", "18", "250");
            assertThat(NamedParts.rows(outcome)).extracting(Rejection::reason).containsOnly(Reason.PARENT_MISSING);
            assertThat(NamedParts.rows(outcome))
                    .allSatisfy(row -> assertThat(row.words()).contains("of_price"));
            assertThat(prices.rows()).containsExactly("17:1.00", "18:1.00", "250:1.00");
            assertThat(prices.tombstones()).hasSize(297).doesNotContain("17/1/1", "18/1/1", "250/1/1");

            prices.database.execute("DELETE FROM order_lines");
            assertThat(apply(prices, prices.delete(new Order(1, 2), 10, ids)).counts())
                    .isEqualTo(new RowCounts(0, 297, 0, 3, 0, 0));
        }
    }

    /** MariaDB reads a number from the beginning of any text, and would remove that number's row; the others refuse it. */
    @ParameterizedTest
    @EachEngine
    void L8_aKeyThatCannotBeReadIsRefusedAlone(Engine engine) throws Exception {
        try (Prices prices = stamped(engine)) {
            Outcome outcome = apply(prices, prices.delete(new Order(1, 1), 10, "2x", "3"));

            assertThat(outcome.counts()).isEqualTo(new RowCounts(0, 0, 0, 1, 0, 1));
            assertThat(NamedParts.rows(outcome))
                    .extracting(Rejection::reason)
                    .containsExactly(engine == Engine.MARIADB ? Reason.UNIQUE : Reason.TYPE);
            assertThat(prices.rows()).containsExactly("1:1.00", "2:1.00", "4:1.00");
        }
    }

    /** PostgreSQL writes also where a row is only locked for a look. */
    @Test
    void L11_aRowThatIsLeftCostsNoWrite() throws Exception {
        try (Prices prices = stamped(Engine.POSTGRESQL)) {
            String versions = "SELECT id, ctid, xmin, xmax FROM prices ORDER BY id";
            List<List<@Nullable String>> before = prices.database.query(versions);

            assertThat(delete(prices, new Order(1, 1), 0)).isEqualTo(new RowCounts(0, 1, 3, 1, 0, 0));

            assertThat(prices.database.query(versions)).isEqualTo(before.subList(1, 4));
        }
    }

    private static RowCounts delete(Prices prices, Order order, @Nullable Integer minutes) {
        return apply(prices, prices.delete(order, minutes, NOT_STAMPED, OLDER, EQUAL, NEWER, ABSENT))
                .counts();
    }

    private static Outcome apply(Prices prices, RowsToWrite batch) {
        return prices.writer("job").apply(LANE, List.of(batch)).get(0);
    }

    private static Prices stamped(Engine engine) throws Exception {
        Prices prices = new Prices(engine, true);
        prices.insert("1.00", null, NOT_STAMPED);
        prices.insert("1.00", 9, OLDER);
        prices.insert("1.00", 10, EQUAL);
        prices.insert("1.00", 11, NEWER);
        return prices;
    }
}
