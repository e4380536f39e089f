package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.CountLedger;
import io.rowferry.ledger.LedgerSchema;
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
import io.rowferry.table.Reason;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Rows that time may heal are tried again, each until it has met its fate, and none is counted or written twice. */
class L8_RetryTest {
    private static final int LANE = 0;
    private static final TableName LINES = new TableName(null, "lines_");
    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.integer(64), true),
            new Column("order_id", ColumnType.integer(64), true),
            new Column("place", ColumnType.integer(64), true),
            new Column("version", ColumnType.integer(64), true));

    private @Nullable TestDatabase database;
    private @Nullable Database opened;
    private @Nullable LaneWriter writer;

    private void target(Engine engine, RefusalRules rules) throws SQLException {
        target(engine, rules, "");
    }

    private void target(Engine engine, RefusalRules rules, String checked) throws SQLException {
        TestDatabase fresh = Servers.of(engine).freshDatabase();
        fresh.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY)",
                "INSERT INTO orders VALUES (1)",
                "CREATE TABLE lines_ (id bigint PRIMARY KEY, order_id bigint, place bigint UNIQUE, version bigint,"
                        + " FOREIGN KEY (order_id) REFERENCES orders (id)" + checked + ")");
        database = fresh;
        Database open = Database.open(new Login(fresh.jdbcUrl(), fresh.user(), fresh::password), 4);
        LedgerSchema.prepare(open);
        opened = open;
        writer = new LaneWriter(
                open,
                "job",
                Clock.systemUTC(),
                new NamedParts(),
                rules,
                (form, column) -> new Landed(new Carried(column, form), null));
    }

    @AfterEach
    void close() {
        if (writer != null && opened != null) {
            writer.close();
            opened.close();
        }
    }

    private static RowsToWrite lines(long sequence, long[]... rows) {
        return batch("batch-" + sequence, 1, sequence, false, rows);
    }

    private static RowsToWrite batch(String id, int attempt, long sequence, boolean parentsSettled, long[]... rows) {
        return new RowsToWrite(
                id,
                "checksum",
                attempt,
                parentsSettled,
                new Order(7, sequence),
                LINES,
                Operation.UPSERT,
                COLUMNS,
                List.of("id"),
                "version",
                "f",
                null,
                Rows.of(Arrays.stream(rows)
                        .map(row -> Arrays.stream(row).mapToObj(Long::toString).toArray(String[]::new))
                        .toList()));
    }

    /** A part with rows of a batch, at an attempt. */
    private static RowsToWrite again(RowsToWrite batch, int attempt, long[]... rows) {
        return batch(batch.id() + " again", attempt, batch.order().sequence(), batch.parentsSettled(), rows);
    }

    private static long[] line(long id, long order, long place, long version) {
        return new long[] {id, order, place, version};
    }

    private Outcome apply(RowsToWrite batch) {
        if (writer == null) {
            throw new IllegalStateException("no target");
        }
        return writer.apply(LANE, List.of(batch)).get(0);
    }

    private void execute(String sql) throws SQLException {
        if (database == null) {
            throw new IllegalStateException("no target");
        }
        database.execute(sql);
    }

    private List<List<@Nullable String>> stored() throws SQLException {
        if (database == null) {
            throw new IllegalStateException("no target");
        }
        return database.query("SELECT id, order_id, place, version FROM lines_ ORDER BY id");
    }

    /** What the ledger says of the run as a whole. */
    private RowCounts counts() {
        if (opened == null) {
            throw new IllegalStateException("no target");
        }
        return new CountLedger(opened).counts(new Run("job", 7, "run")).getOrDefault(LINES, RowCounts.NONE);
    }

    @ParameterizedTest
    @EachEngine
    void L8_aMissingParentIsWaitedForAndItsChildAppliedOnce(Engine engine) throws SQLException {
        target(engine, new RefusalRules(2, Set.of()));
        RowsToWrite batch = lines(1, line(10, 1, 10, 1), line(11, 2, 11, 1), line(12, 3, 12, 1));

        Outcome first = apply(batch);
        assertThat(first.counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 0, 2));
        assertThat(first.unsent()).hasSize(1);
        Part part = first.unsent().get(0);
        assertThat(part.attempt()).isEqualTo(2);
        assertThat(part.rows())
                .extracting("key", "reason")
                .containsExactly(tuple("11", Reason.PARENT_MISSING), tuple("12", Reason.PARENT_MISSING));
        assertThat(apply(batch).unsent()).as("told again until the bus has it").isEqualTo(first.unsent());

        execute("INSERT INTO orders VALUES (2)");
        RowsToWrite second = again(batch, 2, line(11, 2, 11, 1), line(12, 3, 12, 1));
        Outcome healed = apply(second);
        assertThat(healed.counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 0, -1));
        assertThat(healed.unsent()).hasSize(1);
        assertThat(healed.unsent().get(0).attempt()).isEqualTo(3);
        assertThat(healed.unsent().get(0).id()).as("the same part").isEqualTo(second.id());
        Outcome redelivered = apply(second);
        assertThat(redelivered.fresh()).isFalse();
        assertThat(redelivered.counts()).isEqualTo(RowCounts.NONE);
        assertThat(apply(batch).unsent()).as("its part is on its way").isEmpty();

        execute("INSERT INTO orders VALUES (3)");
        assertThat(apply(again(batch, 3, line(11, 2, 11, 1), line(12, 3, 12, 1)))
                        .counts())
                .isEqualTo(new RowCounts(1, 0, 0, 0, 0, -1));
        assertThat(counts()).isEqualTo(new RowCounts(3, 0, 0, 0, 0, 0));
        assertThat(stored()).extracting(row -> row.get(0)).containsExactly("10", "11", "12");
    }

    /** Such a constraint speaks at the commit, of no row, unless it is told to speak at once. */
    @Test
    void L8_aConstraintThatIsCheckedAtTheCommitStopsOnlyTheRowsThatBreakIt() throws SQLException {
        target(Engine.POSTGRESQL, new RefusalRules(2, Set.of()), " DEFERRABLE INITIALLY DEFERRED");
        execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.place = 13 THEN RAISE EXCEPTION 'no place 13'; END IF; RETURN NULL; END $$");
        execute("CREATE CONSTRAINT TRIGGER places AFTER INSERT ON lines_ DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION refuse()");
        RowsToWrite batch = lines(1, line(10, 1, 10, 1), line(11, 2, 11, 1), line(12, 1, 12, 1), line(13, 1, 13, 1));

        Outcome first = apply(batch);
        assertThat(first.counts()).isEqualTo(new RowCounts(2, 0, 0, 0, 0, 2));
        assertThat(first.unsent())
                .flatExtracting(Part::rows)
                .extracting("key", "reason")
                .containsExactlyInAnyOrder(tuple("11", Reason.PARENT_MISSING), tuple("13", Reason.CONSTRAINT));

        execute("INSERT INTO orders VALUES (2)");
        assertThat(apply(again(batch, 2, line(11, 2, 11, 1))).counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 0, -1));
        assertThat(stored()).extracting(row -> row.get(0)).containsExactly("10", "11", "12");
    }

    @ParameterizedTest
    @EachEngine
    void L5_aParentIsWaitedForUntilTheRunHasEndedAndIsApplied(Engine engine) throws SQLException {
        target(engine, new RefusalRules(1, Set.of()));
        RowsToWrite batch = lines(1, line(10, 2, 10, 1));
        apply(batch);
        for (int attempt = 2; attempt < 8; attempt++) {
            assertThat(apply(again(batch, attempt, line(10, 2, 10, 1))).unsent())
                    .as("attempt %d, more than the job's one", attempt)
                    .extracting(Part::attempt)
                    .containsExactly(attempt + 1);
        }
        if (writer == null) {
            throw new IllegalStateException("no target");
        }
        writer.end(7, Map.of(LANE, 1L, 1, 1L), null);
        assertThat(apply(again(batch, 8, line(10, 2, 10, 1))).unsent())
                .as("the other lane's batch may be the parent")
                .extracting(Part::attempt)
                .containsExactly(9);
        RowsToWrite other = batch("other-lane", 1, 1, false, line(99, 1, 99, 1));
        assertThat(writer.apply(1, List.of(other)).get(0).counts().applied()).isOne();

        Outcome last = apply(again(batch, 9, line(10, 2, 10, 1)));
        assertThat(last.unsent()).hasSize(1);
        assertThat(last.unsent().get(0).isFinal()).isTrue();
        assertThat(last.unsent().get(0).rows())
                .extracting("ordinal", "reason")
                .containsExactly(tuple(0, Reason.PARENT_MISSING));
        assertThat(counts().pending()).isOne();
        assertThat(writer.bury(last.unsent().get(0).id(), 7, LANE, LINES, null)).isOne();
        assertThat(writer.bury(last.unsent().get(0).id(), 7, LANE, LINES, null))
                .as("counted once")
                .isZero();
        assertThat(counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 1, 0));
    }

    @ParameterizedTest
    @EachEngine
    void L5_aParentOfAnEarlierRunIsWaitedFor(Engine engine) throws SQLException {
        target(engine, new RefusalRules(1, Set.of()));
        LaneWriter target = Objects.requireNonNull(writer);
        target.end(6, Map.of(5, 1L), null);
        target.end(7, Map.of(LANE, 2L), null);
        RowsToWrite child = lines(1, line(10, 2, 10, 1));
        RowsToWrite settled = batch("settled", 1, 2, true, line(11, 2, 11, 1), line(12, 3, 12, 1));
        apply(child);
        apply(settled);
        assertThat(apply(again(child, 2, line(10, 2, 10, 1))).unsent())
                .extracting(Part::attempt)
                .containsExactly(3);
        assertThat(apply(again(settled, 2, line(11, 2, 11, 1), line(12, 3, 12, 1)))
                        .unsent())
                .as("nor does it help that parents of its own run are there")
                .extracting(Part::attempt)
                .containsExactly(3);

        assertThat(target.apply(5, List.of(parent(1, 2))).get(0).counts().applied())
                .isOne();
        assertThat(apply(again(child, 3, line(10, 2, 10, 1))).counts().applied())
                .isOne();
        Outcome last = apply(again(settled, 3, line(11, 2, 11, 1), line(12, 3, 12, 1)));
        assertThat(last.counts().applied()).isOne();
        assertThat(last.unsent()).extracting(Part::isFinal).containsExactly(true);
    }

    /** It may be sending still, or have been killed: nobody can tell, so that this has an end. */
    @ParameterizedTest
    @EachEngine
    void L5_anEarlierRunThatHasNotEndedIsWaitedForAWhile(Engine engine) throws SQLException {
        target(engine, new RefusalRules(1, Set.of()));
        LaneWriter target = Objects.requireNonNull(writer);
        target.apply(5, List.of(parent(1, 2)));
        target.end(7, Map.of(LANE, 1L), null);
        RowsToWrite child = lines(1, line(10, 3, 10, 1));
        apply(child);
        for (int attempt = 2; attempt <= 16; attempt++) {
            assertThat(apply(again(child, attempt, line(10, 3, 10, 1))).unsent())
                    .extracting(Part::attempt)
                    .containsExactly(attempt + 1);
        }
        assertThat(apply(again(child, 17, line(10, 3, 10, 1))).unsent())
                .extracting(Part::isFinal)
                .containsExactly(true);
    }

    /** A row of orders, sent by the run before. */
    private static RowsToWrite parent(long sequence, long id) {
        return new RowsToWrite(
                "parent-" + sequence,
                "checksum",
                1,
                true,
                new Order(6, sequence),
                new TableName(null, "orders"),
                Operation.UPSERT,
                COLUMNS.subList(0, 1),
                List.of("id"),
                null,
                "p",
                null,
                Rows.of(List.<String[]>of(new String[] {Long.toString(id)})));
    }

    @ParameterizedTest
    @EachEngine
    void L4_aRowWaitsWithoutLosingItsPlaceAndALaterOneOfItsKeyTakesIt(Engine engine) throws SQLException {
        target(engine, new RefusalRules(3, Set.of()));
        apply(lines(1, line(10, 1, 10, 5), line(11, 1, 11, 5)));
        // The second change within one stamp: equal versions, other content.
        RowsToWrite changed = lines(2, line(10, 2, 10, 5), line(11, 2, 11, 5));
        assertThat(apply(changed).counts().pending()).isEqualTo(2);
        assertThat(apply(lines(3, line(11, 1, 111, 5))).counts().applied()).isOne();

        execute("INSERT INTO orders VALUES (2)");
        assertThat(apply(again(changed, 2, line(10, 2, 10, 5), line(11, 2, 11, 5)))
                        .counts())
                .isEqualTo(new RowCounts(1, 0, 1, 0, 0, -2));
        assertThat(stored()).containsExactly(List.of("10", "2", "10", "5"), List.of("11", "1", "111", "5"));
    }

    @ParameterizedTest
    @EachEngine
    void L4_aPartIsOlderThanWhatComesWithItInOneTransaction(Engine engine) throws SQLException {
        target(engine, new RefusalRules(3, Set.of()));
        RowsToWrite refused = lines(1, line(10, 2, 10, 5), line(11, 2, 11, 5));
        apply(refused);
        execute("INSERT INTO orders VALUES (2)");

        List<Outcome> outcomes = Objects.requireNonNull(writer)
                .apply(
                        LANE,
                        List.of(
                                lines(2, line(11, 1, 111, 5)),
                                again(refused, 2, line(10, 2, 10, 5), line(11, 2, 11, 5))));

        assertThat(outcomes)
                .extracting(Outcome::counts)
                .containsExactly(new RowCounts(1, 0, 0, 0, 0, 0), new RowCounts(1, 0, 1, 0, 0, -2));
        assertThat(stored()).containsExactly(List.of("10", "2", "10", "5"), List.of("11", "1", "111", "5"));
    }

    /** Nothing tells whether a later batch has spoken of its key, so that it is tried as what it is: late. */
    @ParameterizedTest
    @EachEngine
    void L4_aLateRowThatWaitsNeverOverwritesALaterOne(Engine engine) throws SQLException {
        target(engine, new RefusalRules(3, Set.of()));
        RowsToWrite later = lines(9, line(10, 2, 109, 5));
        RowsToWrite late = lines(5, line(10, 2, 105, 5), line(12, 3, 125, 5));
        apply(later);
        assertThat(apply(late).counts().pending()).isEqualTo(2);
        execute("INSERT INTO orders VALUES (2)");
        assertThat(apply(again(later, 2, line(10, 2, 109, 5))).counts().applied())
                .isOne();

        RowsToWrite again = again(late, 2, line(10, 2, 105, 5), line(12, 3, 125, 5));
        assertThat(apply(again).counts()).isEqualTo(new RowCounts(0, 0, 1, 0, 0, -1));
        execute("INSERT INTO orders VALUES (3)");
        RowsToWrite last = batch(again.id(), 3, 5, false, line(10, 2, 105, 5), line(12, 3, 125, 5));
        assertThat(apply(last).counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 0, -1));
        assertThat(stored()).containsExactly(List.of("10", "2", "109", "5"), List.of("12", "3", "125", "5"));
    }

    @ParameterizedTest
    @EachEngine
    void L8_aUniqueValueOnItsWayBetweenRowsArrives(Engine engine) throws SQLException {
        target(engine, new RefusalRules(1, Set.of()));
        apply(lines(1, line(10, 1, 1, 1), line(11, 1, 2, 1)));
        // The row that takes the place comes before the one that leaves it.
        RowsToWrite taking = batch("batch-2", 1, 2, true, line(10, 1, 2, 2));
        assertThat(apply(taking).unsent()).extracting(Part::attempt).containsExactly(2);
        apply(batch("batch-3", 1, 3, true, line(11, 1, 3, 2)));
        assertThat(apply(again(taking, 2, line(10, 1, 2, 2))).counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 0, -1));
        assertThat(stored()).containsExactly(List.of("10", "1", "2", "2"), List.of("11", "1", "3", "2"));
    }

    @ParameterizedTest
    @EachEngine
    void L8_whatIsRefusedForGoodAtALaterAttemptLeavesForAPartOfItsOwn(Engine engine) throws SQLException {
        target(engine, new RefusalRules(1, Set.of()));
        RowsToWrite batch = batch("batch-1", 1, 1, true, line(10, 2, 10, 1), line(11, 3, 11, 1));
        apply(batch);
        execute("INSERT INTO orders VALUES (2)");
        Outcome outcome = apply(again(batch, 2, line(10, 2, 10, 1), line(11, 3, 11, 1)));
        assertThat(outcome.unsent()).hasSize(1);
        Part refused = outcome.unsent().get(0);
        assertThat(refused.isFinal()).isTrue();
        assertThat(refused.rows()).extracting("ordinal").containsExactly(1);
        if (writer == null) {
            throw new IllegalStateException("no target");
        }
        writer.sent(outcome.unsent());
        assertThat(apply(again(batch, 2, line(10, 2, 10, 1), line(11, 3, 11, 1)))
                        .unsent())
                .isEmpty();
    }

    @ParameterizedTest
    @EachEngine
    void L7_aPartThatTheLedgerHasNeverHeardOfIsAppliedAsALateBatch(Engine engine) throws SQLException {
        target(engine, new RefusalRules(1, Set.of()));
        apply(lines(5, line(10, 1, 10, 5)));
        RowsToWrite unknown = batch("from elsewhere again", 2, 1, true, line(10, 1, 100, 4), line(12, 1, 12, 1));
        assertThat(apply(unknown).counts()).isEqualTo(new RowCounts(1, 0, 1, 0, 0, 0));
        assertThat(apply(unknown).fresh()).isFalse();
    }

    @ParameterizedTest
    @EachEngine
    void L8_whereNothingIsToleratedTheLaneStopsAndNothingIsWritten(Engine engine) throws SQLException {
        target(engine, new RefusalRules(0, Set.of(LINES)));
        RowsToWrite batch = batch("batch-1", 1, 1, true, line(10, 1, 10, 1), line(11, 3, 11, 1));
        assertThatThrownBy(() -> apply(batch))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("lines")
                .hasMessageContaining("key 11")
                .hasMessageContaining("parent-missing");
        assertThat(stored()).isEmpty();
        execute("INSERT INTO orders VALUES (3)");
        assertThat(apply(batch).counts()).isEqualTo(new RowCounts(2, 0, 0, 0, 0, 0));
    }
}
