package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;

/** What was deleted stays deleted, whatever comes late, and comes back with a newer row, on each engine. */
class L11_TombstonesTest {
    private static final int LANE = 3;
    private static final int OTHER_LANE = 4;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /** InnoDB's list of transactions stays as it is while it is asked for more often than every tenth of a second. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(150);

    private static final RowCounts ONE_STALE = new RowCounts(0, 0, 1, 0, 0, 0);
    private static final RowCounts ONE_APPLIED = new RowCounts(1, 0, 0, 0, 0, 0);

    @ParameterizedTest
    @EachEngine
    void L11_aLateUpsertOfADeletedKeyIsKeptOutInWhicheverLaneItComes(Engine engine) throws Exception {
        for (boolean versioned : new boolean[] {true, false}) {
            try (Prices prices = new Prices(engine, versioned);
                    LaneWriter writer = prices.writer("job")) {
                // The row is absent already when it is deleted.
                writer.apply(LANE, List.of(prices.delete(new Order(2, 5), 20, 1)));
                RowsToWrite late = prices.upsert(new Order(2, 4), "4.00", 19, 1, 2);
                RowsToWrite lateElsewhere = prices.upsert(new Order(1, 9), "9.00", 18, 1);

                assertThat(writer.apply(LANE, List.of(late)))
                        .extracting(Outcome::counts)
                        .containsExactly(new RowCounts(1, 0, 1, 0, 0, 0));
                assertThat(writer.apply(OTHER_LANE, List.of(lateElsewhere)))
                        .extracting(Outcome::counts)
                        .containsExactly(ONE_STALE);
                assertThat(writer.apply(OTHER_LANE, List.of(lateElsewhere, late)))
                        .extracting(Outcome::fresh)
                        .as("delivered again, in another lane too")
                        .containsExactly(false, false);
                assertThat(prices.rows()).containsExactly("2:4.00");
                LaneWriter other = prices.writer("another job");
                other.apply(LANE, List.of(prices.again(prices.delete(new Order(2, 9), 20, 9), "its delete")));
                assertThat(other.apply(
                                OTHER_LANE,
                                List.of(prices.again(prices.upsert(new Order(2, 3), "3.00", 19, 1), "its"))))
                        .as("orders of two jobs cannot be compared")
                        .extracting(Outcome::counts)
                        .containsExactly(ONE_APPLIED);
            }
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_aHigherOrderBringsAKeyBackAndOldOnesStayOut(Engine engine) throws Exception {
        for (boolean versioned : new boolean[] {true, false}) {
            try (Prices prices = new Prices(engine, versioned);
                    LaneWriter writer = prices.writer("job")) {
                prices.insert("1.00", 1, 1);
                writer.apply(LANE, List.of(prices.delete(new Order(2, 5), 20, 1)));

                assertThat(writer.apply(OTHER_LANE, List.of(prices.upsert(new Order(2, 6), "6.00", 21, 1))))
                        .extracting(Outcome::counts)
                        .containsExactly(ONE_APPLIED);
                assertThat(writer.apply(5, List.of(prices.upsert(new Order(2, 4), "4.00", 19, 1))))
                        .as("in a lane where it is in order")
                        .extracting(Outcome::counts)
                        .containsExactly(ONE_STALE);
                assertThat(prices.rows()).containsExactly("1:6.00");
            }
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_theHighestDeleteOfAKeyCounts(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, true);
                LaneWriter writer = prices.writer("job")) {
            writer.apply(LANE, List.of(prices.delete(new Order(2, 5), 50, 1, 2)));
            writer.apply(OTHER_LANE, List.of(prices.delete(new Order(2, 3), 30, 2, 3)));
            writer.apply(LANE, List.of(prices.delete(new Order(3, 1), 60, 1, 1)));

            assertThat(prices.tombstones()).containsExactly("3/2/3", "2/2/5", "1/3/1");
            assertThat(writer.apply(LANE, List.of(prices.upsert(new Order(2, 4), "4.00", 40, 1, 2, 3))))
                    .extracting(Outcome::counts)
                    .containsExactly(new RowCounts(1, 0, 2, 0, 0, 0));
            assertThat(prices.rows()).containsExactly("3:4.00");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_deletesAndUpsertsOfAKeyInOneTransactionKeepTheirOrder(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, true);
                LaneWriter writer = prices.writer("job")) {
            RowsToWrite delete = prices.delete(new Order(1, 2), 20, 1, 2);
            List<Outcome> outcomes = writer.apply(
                    LANE,
                    List.of(
                            prices.upsert(new Order(1, 1), "1.00", 10, 1, 2),
                            delete,
                            prices.upsert(new Order(1, 3), "3.00", 30, 1),
                            prices.upsert(new Order(0, 9), "0.00", 5, 1, 2, 3),
                            prices.delete(new Order(1, 4), 40, 3),
                            delete));

            assertThat(outcomes)
                    .extracting(Outcome::counts)
                    .startsWith(
                            new RowCounts(2, 0, 0, 0, 0, 0),
                            new RowCounts(0, 0, 0, 2, 0, 0),
                            ONE_APPLIED,
                            new RowCounts(1, 0, 2, 0, 0, 0),
                            new RowCounts(0, 0, 0, 1, 0, 0));
            assertThat(prices.rows()).containsExactly("1:3.00");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_aKeyWhoseUpsertWasRefusedIsDeletedAllTheSame(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, true);
                LaneWriter writer = prices.writer("job")) {
            RowsToWrite refused = prices.upsert(new Order(1, 1), "12345678901.00", 10, 1);
            assertThat(NamedParts.rows(writer.apply(LANE, List.of(refused)).get(0)))
                    .extracting(Rejection::reason)
                    .containsExactly(Reason.TYPE);

            assertThat(writer.apply(LANE, List.of(prices.delete(new Order(1, 2), 20, 1))))
                    .extracting(Outcome::counts)
                    .containsExactly(new RowCounts(0, 1, 0, 0, 0, 0));

            prices.database.execute(
                    engine == Engine.POSTGRESQL
                            ? "ALTER TABLE prices ALTER price TYPE numeric(20,2)"
                            : "ALTER TABLE prices MODIFY price decimal(20,2)");
            RowsToWrite replayed = prices.again(refused, "replayed");
            assertThat(writer.apply(LANE, List.of(replayed)))
                    .extracting(Outcome::counts)
                    .containsExactly(ONE_STALE);
            assertThat(prices.rows()).isEmpty();
        }
    }

    /** Neither would see what the other has not committed yet. */
    @ParameterizedTest
    @EachEngine
    void L11_aDeleteAndALateUpsertAtTheSameMomentLeaveNoRow(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, true);
                LaneWriter one = prices.writer("job");
                LaneWriter other = prices.writer("job");
                Connection blocker = prices.database.connect();
                Statement statement = blocker.createStatement()) {
            prices.insert("2.00", 1, 2);
            one.apply(LANE, List.of(prices.upsert(new Order(1, 1), "1.00", 1, 7)));
            blocker.setAutoCommit(false);
            statement.execute("SELECT * FROM prices WHERE id = 2 FOR UPDATE");

            CompletableFuture<List<Outcome>> upsert = CompletableFuture.supplyAsync(() ->
                    one.apply(LANE, List.of(prices.upsert(new Order(1, 2), "9.00", 20, 1, 2))));
            awaitWaiting(prices, 1, upsert);
            CompletableFuture<List<Outcome>> delete = CompletableFuture.supplyAsync(() ->
                    other.apply(OTHER_LANE, List.of(prices.delete(new Order(1, 3), 30, 1))));
            awaitWaiting(prices, 2, delete);
            blocker.rollback();

            assertThat(upsert.join()).extracting(Outcome::counts).containsExactly(new RowCounts(2, 0, 0, 0, 0, 0));
            assertThat(delete.join()).extracting(Outcome::counts).containsExactly(new RowCounts(0, 0, 0, 1, 0, 0));
            assertThat(prices.rows()).containsExactly("2:9.00", "7:1.00");
        }
    }

    /** Else a delete would wait as long as there are upserts, of which one always begins before another ends. */
    @ParameterizedTest
    @EachEngine
    void L11_anUpsertDoesNotPassADeleteThatWaits(Engine engine) throws Exception {
        try (Prices prices = new Prices(engine, true);
                LaneWriter one = prices.writer("job");
                LaneWriter other = prices.writer("job");
                LaneWriter third = prices.writer("job");
                Connection blocker = prices.database.connect();
                Statement statement = blocker.createStatement()) {
            prices.insert("2.00", 1, 2);
            one.apply(LANE, List.of(prices.upsert(new Order(1, 1), "1.00", 1, 7)));
            blocker.setAutoCommit(false);
            statement.execute("SELECT * FROM prices WHERE id = 2 FOR UPDATE");

            CompletableFuture<List<Outcome>> upsert = CompletableFuture.supplyAsync(() ->
                    one.apply(LANE, List.of(prices.upsert(new Order(1, 2), "9.00", 20, 2))));
            awaitWaiting(prices, 1, upsert);
            CompletableFuture<List<Outcome>> delete = CompletableFuture.supplyAsync(() ->
                    other.apply(OTHER_LANE, List.of(prices.delete(new Order(1, 3), 30, 7))));
            awaitWaiting(prices, 2, delete);
            CompletableFuture<List<Outcome>> later = CompletableFuture.supplyAsync(() ->
                    third.apply(5, List.of(prices.upsert(new Order(1, 4), "8.00", 40, 8))));
            awaitWaiting(prices, 3, later);

            assertThat(later).isNotDone();
            blocker.rollback();
            assertThat(List.of(upsert.join(), delete.join(), later.join()))
                    .flatExtracting(outcomes -> outcomes)
                    .extracting(Outcome::counts)
                    .containsExactly(ONE_APPLIED, new RowCounts(0, 0, 0, 1, 0, 0), ONE_APPLIED);
            assertThat(prices.rows()).containsExactly("2:9.00", "8:8.00");
        }
    }

    /** Waits until so many transactions stand at a lock, or one that should is through. */
    private static void awaitWaiting(Prices prices, int many, CompletableFuture<?> working) throws SQLException {
        long end = System.nanoTime() + PATIENCE;
        while (!working.isDone() && prices.database.waiting() < many) {
            assertThat(System.nanoTime()).as(many + " stand at a lock").isLessThan(end);
            LockSupport.parkNanos(PAUSE);
        }
    }
}
