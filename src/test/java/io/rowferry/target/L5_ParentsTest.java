package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Part;
import io.rowferry.table.Reason;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;

/** A row waits for its parent as long as somebody may still bring it. */
class L5_ParentsTest extends ChildRows {
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
}
