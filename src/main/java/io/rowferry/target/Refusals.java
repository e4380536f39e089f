package io.rowferry.target;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.ledger.Standing;
import io.rowferry.table.Order;
import io.rowferry.table.Part;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import io.rowferry.target.Isolation.Refused;
import io.rowferry.target.LaneTransaction.Task;
import io.rowferry.target.LaneWriter.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Records what became of a batch, and decides about the rows of it that were refused. One transaction; one thread. */
final class Refusals {
    private final PartIds ids;
    private final RefusalRules rules;
    private final Session session;
    private final int lane;
    private boolean othersWait;

    Refusals(PartIds ids, RefusalRules rules, Session session, int lane) throws SQLException {
        this.ids = ids;
        this.rules = rules;
        this.session = session;
        this.lane = lane;
        this.othersWait = session.rejected().anyIn(lane);
    }

    /**
     * Records a batch, or an attempt of a part.
     *
     * @param from the number of its first row
     * @param isInOrder whether the batch is above all that its lane has applied of its table
     * @param refused rising
     * @param done what became of its other rows that were tried
     * @return what it adds to the counts
     */
    RowCounts record(Task task, int from, boolean isInOrder, List<Refused> refused, RowCounts done)
            throws SQLException {
        List<Rejection> rejections = rejections(task.batch(), from, refused);
        Map<Integer, Standing> due = task.due();
        return due == null ? first(task, isInOrder, rejections, done) : again(task, due, rejections, done);
    }

    private RowCounts first(Task task, boolean isInOrder, List<Rejection> rejections, RowCounts done)
            throws SQLException {
        RowsToWrite batch = task.batch();
        RowKeys keys = new RowKeys(batch);
        if (othersWait) {
            List<String> hashes = new ArrayList<>();
            batch.rows().each(row -> hashes.add(keys.hash(row)));
            session.rejected().supersede(lane, batch.table(), batch.order(), hashes);
        }
        List<Rejection> worth = new ArrayList<>();
        List<Part> parts = new ArrayList<>(parts(task, rejections, worth));
        if (!worth.isEmpty()) {
            parts.add(new Part(ids.retried(batch.id()), 2, worth));
        }
        for (Part part : parts) {
            List<String> hashes = batch
                    .rows()
                    .at(part.rows().stream().map(Rejection::ordinal).toList())
                    .stream()
                    .map(keys::hash)
                    .toList();
            session.rejected().add(batch.id(), batch.order(), lane, batch.table(), part, hashes, isInOrder);
            othersWait = true;
        }
        RowCounts counts = done.plus(new RowCounts(0, 0, 0, 0, 0, rejections.size()));
        session.ledger().record(batch.id(), batch.order(), lane, batch.table(), batch.checksum(), counts);
        return counts;
    }

    private RowCounts again(Task task, Map<Integer, Standing> due, List<Rejection> rejections, RowCounts done)
            throws SQLException {
        RowsToWrite batch = task.batch();
        // Where a later batch has spoken of the key, that one's row counts, and this one is no more than old.
        List<Rejection> latest = rejections.stream()
                .filter(row -> due.get(row.ordinal()) != Standing.SUPERSEDED)
                .toList();
        List<Rejection> worth = new ArrayList<>();
        for (Part part : parts(task, latest, worth)) {
            session.rejected().move(batch.id(), part);
        }
        session.rejected().again(new Part(batch.id(), batch.attempt() + 1, worth));
        Set<Integer> settled = new TreeSet<>(due.keySet());
        latest.forEach(row -> settled.remove(row.ordinal()));
        session.rejected().settle(batch.id(), List.copyOf(settled));
        int old = rejections.size() - latest.size();
        RowCounts counts = done.plus(new RowCounts(0, 0, old, 0, 0, -settled.size()));
        Order order = batch.order();
        session.ledger().count(order.run(), lane, batch.table(), counts);
        return counts;
    }

    /**
     * The parts that carry what is refused for good.
     *
     * @param worth is given what is worth another attempt
     */
    private List<Part> parts(Task task, List<Rejection> rejections, List<Rejection> worth) {
        RowsToWrite batch = task.batch();
        Map<Reason, List<Rejection>> finals = new LinkedHashMap<>();
        for (Rejection row : rejections) {
            if (rules.again(row.reason(), batch.attempt(), task.parents())) {
                worth.add(row);
            } else if (rules.strict().contains(batch.table())) {
                throw notTolerated(batch, row);
            } else {
                finals.computeIfAbsent(row.reason(), reason -> new ArrayList<>())
                        .add(row);
            }
        }
        return finals.entrySet().stream()
                .map(part -> new Part(ids.refused(batch.id(), batch.attempt(), part.getKey()), 0, part.getValue()))
                .toList();
    }

    private static List<Rejection> rejections(RowsToWrite batch, int from, List<Refused> refused) {
        List<Integer> ordinals =
                refused.stream().map(row -> row.number() - from).toList();
        List<@Nullable String[]> rows = batch.rows().at(ordinals);
        RowKeys keys = new RowKeys(batch);
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < ordinals.size(); i++) {
            Refused row = refused.get(i);
            rejections.add(new Rejection(ordinals.get(i), keys.words(rows.get(i)), row.reason(), row.words()));
        }
        return rejections;
    }

    private static Failure notTolerated(RowsToWrite batch, Rejection row) {
        return new Failure(
                ExitCode.REFUSED,
                "the target refuses the row of " + batch.table() + " with key " + row.key() + " ("
                        + row.reason().label() + ": " + row.words() + "), and the job has tolerate: none",
                "Mend the row at the source or the target's rules, and run it again: its batch and all that follow in"
                        + " its lane wait in the queue.");
    }
}
