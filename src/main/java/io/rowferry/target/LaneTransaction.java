package io.rowferry.target;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Engine;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import io.rowferry.target.Isolation.Refused;
import io.rowferry.target.LaneWriter.Session;
import io.rowferry.target.TargetTables.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done in one transaction: batches of one lane with what the ledger says of them. The caller commits. */
final class LaneTransaction {
    private final Session session;
    private final Engine engine;
    private final PartIds partIds;
    private final Stager stager;
    private final int lane;

    LaneTransaction(Session session, Engine engine, PartIds partIds, Stager stager, int lane) {
        this.session = session;
        this.engine = engine;
        this.partIds = partIds;
        this.stager = stager;
        this.lane = lane;
    }

    /** The statements at hand were made for what a table was before. */
    static final class TableChanged extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What was put into the staging table.
     *
     * @param keptOut numbers of rows that a later delete keeps out
     * @param refused rows that cannot even be staged
     */
    private record Staged(NavigableSet<Integer> keptOut, List<Refused> refused) {}

    List<Outcome> write(List<RowsToWrite> batches) throws SQLException {
        Order highest = session.ledger().lock(lane);
        Map<String, String> recorded =
                session.ledger().recorded(batches.stream().map(RowsToWrite::id).toList());
        DeletedKeys deleted = DeletedKeys.lock(
                session.tombstones(),
                batches.stream()
                        .filter(batch -> !recorded.containsKey(batch.id()))
                        .toList());
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Order reached = highest;
        for (List<RowsToWrite> group : Groups.of(batches)) {
            List<RowsToWrite> fresh = fresh(group, recorded, outcomes);
            Staged staged = stage(fresh, deleted);
            int from = 0;
            for (RowsToWrite batch : fresh) {
                boolean inOrder = batch.order().compareTo(reached) > 0;
                outcomes.put(batch.id(), writeBatch(batch, from, inOrder, staged, deleted));
                from += batch.rows().count();
                reached = inOrder ? batch.order() : reached;
            }
        }
        if (reached.compareTo(highest) > 0) {
            session.ledger().advance(lane, reached);
        }
        return batches.stream().map(batch -> outcomes.get(batch.id())).toList();
    }

    /** The batches that were never applied; the outcomes of the others are known. */
    private List<RowsToWrite> fresh(
            List<RowsToWrite> group, Map<String, String> recorded, Map<String, Outcome> outcomes) throws SQLException {
        List<RowsToWrite> fresh = new ArrayList<>();
        for (RowsToWrite batch : group) {
            String checksum = recorded.get(batch.id());
            if (checksum == null) {
                recorded.put(batch.id(), batch.checksum());
                fresh.add(batch);
            } else if (checksum.equals(batch.checksum())) {
                outcomes.putIfAbsent(
                        batch.id(),
                        new Outcome(false, RowCounts.NONE, session.ledger().unsent(batch.id())));
            } else {
                throw sameIdOtherContent(batch);
            }
        }
        return fresh;
    }

    private Staged stage(List<RowsToWrite> batches, DeletedKeys deleted) throws SQLException {
        if (batches.isEmpty()) {
            return new Staged(Collections.emptyNavigableSet(), List.of());
        }
        if (!session.tables().isUnchanged(batches.get(0))) {
            throw new TableChanged();
        }
        NavigableSet<Integer> keptOut = deleted.keptOut(batches);
        return new Staged(keptOut, stager.stage(session.tables().of(batches.get(0)), batches, keptOut));
    }

    private Outcome writeBatch(RowsToWrite batch, int from, boolean inOrder, Staged staged, DeletedKeys deleted)
            throws SQLException {
        TargetTable table = session.tables().of(batch);
        int to = from + batch.rows().count();
        Set<Integer> keptOut = staged.keptOut().subSet(from, to);
        List<Refused> unstageable = staged.refused().stream()
                .filter(row -> row.number() >= from && row.number() < to)
                .toList();
        NavigableSet<Integer> unstaged = new TreeSet<>(keptOut);
        unstageable.forEach(row -> unstaged.add(row.number()));
        Isolation isolation = new Isolation(session.connection(), engine, table.attempt(), inOrder, unstaged);
        isolation.run(from, to);
        List<Refused> refused = Stream.concat(unstageable.stream(), isolation.refused().stream())
                .sorted(Comparator.comparingInt(Refused::number))
                .toList();
        if (batch.operation() == Operation.DELETE) {
            Set<Integer> still = new HashSet<>();
            isolation.left().forEach(number -> still.add(number - from));
            refused.forEach(row -> still.add(row.number() - from));
            deleted.bury(batch, still);
        }
        RowCounts counts = isolation.counts().plus(new RowCounts(0, 0, keptOut.size(), 0, 0, refused.size()));
        session.ledger().record(batch.id(), batch.order(), lane, batch.table(), batch.checksum(), counts);
        return new Outcome(true, counts, reject(batch, rejections(batch, from, refused)));
    }

    private List<Rejection> reject(RowsToWrite batch, List<Rejection> rejections) throws SQLException {
        for (Map.Entry<Reason, List<Rejection>> part :
                LaneWriter.byReason(rejections).entrySet()) {
            String id = partIds.of(batch.id(), part.getKey());
            session.ledger().reject(batch.id(), id, batch.order(), lane, batch.table(), part.getValue());
        }
        return rejections;
    }

    private static List<Rejection> rejections(RowsToWrite batch, int from, List<Refused> refused) {
        List<Integer> ordinals = refused.stream().map(r -> r.number() - from).toList();
        List<@Nullable String[]> rows = batch.rows().at(ordinals);
        RowKeys keys = new RowKeys(batch);
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < ordinals.size(); i++) {
            Refused row = refused.get(i);
            rejections.add(new Rejection(ordinals.get(i), keys.words(rows.get(i)), row.reason(), row.words()));
        }
        return rejections;
    }

    private static Failure sameIdOtherContent(RowsToWrite batch) {
        return new Failure(
                ExitCode.REFUSED,
                "batch " + batch.id() + " of " + batch.table() + " was applied before with other content",
                "Somebody else writes into this queue or has changed a message. Find out who; the message waits.");
    }
}
