package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Part;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;

/** Deletes of rows that others still refer to, whose own deletes may be on their way. */
class L11_BlockedDeletesTest {
    @ParameterizedTest
    @EachEngine
    void L11_aParentIsTriedAgainUntilItsChildrenHaveGone(Engine engine) throws SQLException {
        try (Target target = new Target(engine, 1)) {
            target.database.execute("INSERT INTO lines_ VALUES (10, 1)");
            RowsToWrite parents = delete("orders", 1, "1", "2");

            Outcome first = target.apply(0, parents);
            assertThat(first.counts()).isEqualTo(new RowCounts(0, 0, 0, 1, 0, 1));
            assertThat(first.unsent()).extracting(Part::attempt).containsExactly(2);
            assertThat(NamedParts.rows(first)).extracting(Rejection::reason).containsExactly(Reason.PARENT_MISSING);

            assertThat(target.apply(1, delete("lines_", 1, "10")).counts().deleted())
                    .isOne();
            assertThat(target.apply(0, again(parents, 2, "1")).counts()).isEqualTo(new RowCounts(0, 0, 0, 1, 0, -1));
            assertThat(target.database.count("orders")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EachEngine
    void L8_aParentWhoseChildrenStayIsADeadLetterInTheEnd(Engine engine) throws SQLException {
        try (Target target = new Target(engine, 1)) {
            target.database.execute("INSERT INTO lines_ VALUES (10, 1)");
            RowsToWrite parents = delete("orders", 1, "1");
            target.apply(0, parents);
            target.writer.end(7, Map.of(0, 1L), null);

            Outcome last = target.apply(0, again(parents, 2, "1"));

            assertThat(last.unsent()).extracting(Part::isFinal).containsExactly(true);
            assertThat(NamedParts.rows(last)).extracting(Rejection::reason).containsExactly(Reason.PARENT_MISSING);
            assertThat(target.database.count("orders")).isEqualTo(3);
        }
    }

    /** More than the job's attempts, since what it waits for waits too. */
    @ParameterizedTest
    @EachEngine
    void L5_aParentWaitsWhileTheDeleteOfItsChildrenDoes(Engine engine) throws SQLException {
        try (Target target = new Target(engine, 0)) {
            target.database.execute("INSERT INTO lines_ VALUES (10, 1)", "INSERT INTO notes VALUES (100, 10)");
            RowsToWrite parents = delete("orders", 1, "1");
            RowsToWrite children = delete("lines_", 1, "10");
            target.apply(0, parents);
            target.apply(1, children);
            target.writer.end(7, Map.of(0, 1L, 1, 1L), null);

            assertThat(target.apply(0, again(parents, 2, "1")).unsent())
                    .extracting(Part::attempt)
                    .containsExactly(3);

            target.database.execute("DELETE FROM notes");
            assertThat(target.apply(1, again(children, 2, "10")).counts().deleted())
                    .isOne();
            assertThat(target.apply(0, again(parents, 3, "1")).counts().deleted())
                    .isOne();
        }
    }

    /** Halved, a batch may meet a parent before the child that is in it too. */
    @ParameterizedTest
    @EachEngine
    void L11_aParentBeforeItsChildInOneTableGoesAtTheNextAttempt(Engine engine) throws SQLException {
        try (Target target = new Target(engine, 1)) {
            target.database.execute("UPDATE orders SET parent = 1 WHERE id = 2", "INSERT INTO lines_ VALUES (10, 3)");
            RowsToWrite orders = delete("orders", 1, "1", "2", "3");

            assertThat(target.apply(0, orders).counts()).isEqualTo(new RowCounts(0, 0, 0, 1, 0, 2));
            target.database.execute("DELETE FROM lines_");
            assertThat(target.apply(0, again(orders, 2, "1", "3")).counts())
                    .isEqualTo(new RowCounts(0, 0, 0, 2, 0, -2));
        }
    }

    private static RowsToWrite delete(String table, long sequence, String... ids) {
        return batch("delete " + table + " " + sequence, 1, sequence, table, ids);
    }

    /** A part with rows of a batch, at an attempt. */
    private static RowsToWrite again(RowsToWrite batch, int attempt, String... ids) {
        return batch(
                batch.id() + " again",
                attempt,
                batch.order().sequence(),
                batch.table().name(),
                ids);
    }

    private static RowsToWrite batch(String id, int attempt, long sequence, String table, String... ids) {
        List<@Nullable String[]> rows =
                Stream.of(ids).map(key -> new @Nullable String[] {key}).toList();
        return new RowsToWrite(
                id,
                "checksum",
                attempt,
                false,
                new Order(7, sequence),
                new TableName(null, table),
                Operation.DELETE,
                List.of(new Column("id", ColumnType.integer(64), true)),
                List.of("id"),
                null,
                "f",
                null,
                Rows.of(rows));
    }

    /** Three orders, which may have lines, which may have notes. */
    private static final class Target implements AutoCloseable {
        final TestDatabase database;
        final LaneWriter writer;
        private final Database opened;

        Target(Engine engine, int attempts) throws SQLException {
            database = Servers.of(engine).freshDatabase();
            database.execute(
                    "CREATE TABLE orders (id bigint PRIMARY KEY, parent bigint, FOREIGN KEY (parent) REFERENCES orders (id))",
                    "CREATE TABLE lines_ (id bigint PRIMARY KEY, order_id bigint,"
                            + " FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT)",
                    "CREATE TABLE notes (id bigint PRIMARY KEY, line_id bigint,"
                            + " FOREIGN KEY (line_id) REFERENCES lines_ (id))",
                    // No job can name it, and none needs to.
                    "CREATE TABLE " + (engine == Engine.POSTGRESQL ? "\"no one's\"" : "`no one's`")
                            + " (id bigint PRIMARY KEY, order_id bigint,"
                            + " FOREIGN KEY (order_id) REFERENCES orders (id))",
                    "INSERT INTO orders VALUES (1, NULL), (2, NULL), (3, NULL)");
            opened = Database.open(new Login(database.jdbcUrl(), database.user(), database::password), 4);
            LedgerSchema.prepare(opened);
            writer = new LaneWriter(
                    opened,
                    "job",
                    Clock.systemUTC(),
                    new NamedParts(),
                    new RefusalRules(attempts, Set.of()),
                    (form, column) -> new Landed(new Carried(column, form), null));
        }

        Outcome apply(int lane, RowsToWrite batch) {
            return writer.apply(lane, List.of(batch)).get(0);
        }

        @Override
        public void close() {
            writer.close();
            opened.close();
        }
    }
}
