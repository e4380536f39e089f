package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.CountLedger;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.ReplayOutcomes;
import io.rowferry.ledger.Run;
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
import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;

/** What was refused for good and comes again is known by its id, takes the place that it had, and is told the fate of. */
class L7_ReplayedPartsTest {
    private static final int LANE = 0;
    private static final TableName LINES = new TableName(null, "lines_");
    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.integer(64), true),
            new Column("order_id", ColumnType.integer(64), true),
            new Column("version", ColumnType.integer(64), true));

    @SuppressWarnings("NullAway.Init")
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Database opened;

    @SuppressWarnings("NullAway.Init")
    private LaneWriter writer;

    private void target(Engine engine) throws SQLException {
        database = Servers.of(engine).freshDatabase();
        database.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY)",
                "INSERT INTO orders VALUES (1)",
                "CREATE TABLE lines_ (id bigint PRIMARY KEY, order_id bigint, version bigint,"
                        + " FOREIGN KEY (order_id) REFERENCES orders (id))");
        opened = Database.open(new Login(database.jdbcUrl(), database.user(), database::password), 4);
        LedgerSchema.prepare(opened);
        writer = new LaneWriter(
                opened,
                "job",
                Clock.systemUTC(),
                new NamedParts(),
                new RefusalRules(0, Set.of()),
                (form, column) -> new Landed(new Carried(column, form), null));
    }

    @AfterEach
    void close() {
        writer.close();
        opened.close();
    }

    private static RowsToWrite batch(String id, int attempt, long sequence, @Nullable Replay replay, long[]... rows) {
        return new RowsToWrite(
                id,
                "checksum",
                attempt,
                true,
                new Order(7, sequence),
                LINES,
                Operation.UPSERT,
                COLUMNS,
                List.of("id"),
                "version",
                "f",
                replay,
                Rows.of(Arrays.stream(rows)
                        .map(row -> Arrays.stream(row).mapToObj(Long::toString).toArray(String[]::new))
                        .toList()));
    }

    private static long[] line(long id, long order, long version) {
        return new long[] {id, order, version};
    }

    private Outcome apply(RowsToWrite batch) {
        return writer.apply(LANE, List.of(batch)).get(0);
    }

    /** The part with what was refused of a batch, dead-lettered. */
    private Part refused(RowsToWrite batch) {
        List<Part> parts = apply(batch).unsent();
        assertThat(parts).hasSize(1);
        writer.sent(parts);
        Replay replay = batch.replay();
        writer.bury(parts.get(0).id(), 7, LANE, LINES, replay);
        return parts.get(0);
    }

    private RowCounts counts() {
        return new CountLedger(opened).counts(new Run("job", 7, "run")).getOrDefault(LINES, RowCounts.NONE);
    }

    private Map<Replay, RowCounts> outcomes(Replay... replays) {
        return new ReplayOutcomes(opened).of("job", List.of(replays));
    }

    @ParameterizedTest
    @EachEngine
    void L7_aReplayIsAppliedOnceAndItsFateIsTold(Engine engine) throws SQLException {
        target(engine);
        Part part = refused(batch("batch", 1, 1, null, line(10, 1, 1), line(11, 2, 1)));
        assertThat(counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 1, 0));
        Replay first = new Replay(part.id(), 1);
        RowsToWrite replay = batch(part.id(), 1, 1, first, line(11, 2, 1));
        assertThat(outcomes(first)).as("it has not come").isEmpty();

        Part again = refused(replay);
        assertThat(again.id()).isNotEqualTo(part.id());
        assertThat(counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 1, 0));
        assertThat(outcomes(first)).isEqualTo(Map.of(first, new RowCounts(0, 0, 0, 0, 1, 0)));
        Outcome redelivered = apply(replay);
        assertThat(redelivered.fresh()).as("all of its rows have left it").isFalse();
        assertThat(redelivered.unsent()).isEmpty();

        database.execute("INSERT INTO orders VALUES (2)");
        Replay second = new Replay(again.id(), 2);
        RowsToWrite healed = batch(again.id(), 1, 1, second, line(11, 2, 1));
        assertThat(apply(healed).counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 0, -1));
        assertThat(apply(healed).fresh()).isFalse();
        assertThat(counts()).isEqualTo(new RowCounts(2, 0, 0, 0, 0, 0));
        assertThat(outcomes(first, second))
                .isEqualTo(Map.of(
                        first, new RowCounts(0, 0, 0, 0, 1, 0),
                        second, new RowCounts(1, 0, 0, 0, 0, 0)));
        assertThat(database.query("SELECT id FROM lines_ ORDER BY id")).containsExactly(List.of("10"), List.of("11"));
        Replay third = new Replay(again.id(), 3);
        apply(batch(again.id(), 1, 1, third, line(11, 2, 1)));
        assertThat(outcomes(third)).as("nothing was left to do").isEqualTo(Map.of(third, RowCounts.NONE));
    }

    @ParameterizedTest
    @EachEngine
    void L4_aReplayedRowTakesItsPlaceUnlessALaterOneOfItsKeyHasCome(Engine engine) throws SQLException {
        target(engine);
        apply(batch("first", 1, 1, null, line(10, 1, 5), line(11, 1, 5)));
        // The second change within one stamp: equal versions, other content.
        Part part = refused(batch("second", 1, 2, null, line(10, 2, 5), line(11, 2, 5)));
        apply(batch("third", 1, 3, null, line(11, 1, 5)));
        database.execute("INSERT INTO orders VALUES (2)");
        Replay replay = new Replay(part.id(), 1);
        apply(batch(part.id(), 1, 2, replay, line(10, 2, 5), line(11, 2, 5)));
        assertThat(database.query("SELECT id, order_id FROM lines_ ORDER BY id"))
                .containsExactly(List.of("10", "2"), List.of("11", "1"));
        assertThat(outcomes(replay)).isEqualTo(Map.of(replay, new RowCounts(1, 0, 1, 0, 0, 0)));
    }

    @ParameterizedTest
    @EachEngine
    void L7_aBatchThatNeverCameIsAppliedAsALateOne(Engine engine) throws SQLException {
        target(engine);
        apply(batch("later", 1, 5, null, line(10, 1, 5)));
        Replay replay = new Replay("expired", 1);
        RowsToWrite expired = batch("expired", 1, 1, replay, line(10, 1, 4), line(12, 1, 4));
        assertThat(apply(expired).counts()).isEqualTo(new RowCounts(1, 0, 1, 0, 0, 0));
        assertThat(apply(expired).fresh()).isFalse();
        assertThat(outcomes(replay)).isEqualTo(Map.of(replay, new RowCounts(1, 0, 1, 0, 0, 0)));
    }
}
