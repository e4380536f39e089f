package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.rowferry.Failure;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.table.Part;
import io.rowferry.table.Reason;
import io.rowferry.table.RowCounts;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Rows that time may heal are tried again, each until it has met its fate, and none is counted or written twice. */
class L8_RetryTest extends ChildRows {
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
