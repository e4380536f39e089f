package io.rowferry.target;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Engine;
import io.rowferry.ledger.LaneLedger.Past;
import io.rowferry.ledger.RejectedRows.Due;
import io.rowferry.ledger.Standing;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import io.rowferry.target.Isolation.Refused;
import io.rowferry.target.LaneWriter.Session;
import io.rowferry.target.RefusalRules.Parents;
import io.rowferry.target.TargetTables.TargetTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done in one transaction: batches of one lane with what the ledger says of them. The caller commits. */
final class LaneTransaction {
    private final Session session;
    private final Engine engine;
    private final PartIds partIds;
    private final RefusalRules rules;
    private final Stager stager;
    private final int lane;

    LaneTransaction(Session session, Engine engine, PartIds partIds, RefusalRules rules, Stager stager, int lane) {
        this.session = session;
        this.engine = engine;
        this.partIds = partIds;
        this.rules = rules;
        this.stager = stager;
        this.lane = lane;
    }

    /** The statements at hand were made for what a table was before. */
    static final class TableChanged extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A batch that has not been applied.
     *
     * @param due the rows of a part that are to be tried again; null for a batch all of whose rows are tried
     * @param parents where from a parent of a row may still come
     */
    record Task(RowsToWrite batch, @Nullable Map<Integer, Standing> due, Parents parents) {
        int rows() {
            return batch.rows().count();
        }

        /** Numbers of rows that are not tried. */
        NavigableSet<Integer> untried(int from) {
            NavigableSet<Integer> untried = new TreeSet<>();
            Map<Integer, Standing> tried = due;
            if (tried != null) {
                IntStream.range(0, rows())
                        .filter(row -> !tried.containsKey(row))
                        .forEach(row -> untried.add(from + row));
            }
            return untried;
        }

        /**
         * Neighbouring rows that are tried alike. A row whose own rejection is the latest word on its key is in order,
         * however long it has waited.
         */
        List<Stretch> stretches(int from, boolean inOrder) {
            Map<Integer, Standing> tried = due;
            if (tried == null) {
                return List.of(new Stretch(from, from + rows(), inOrder));
            }
            List<Stretch> stretches = new ArrayList<>();
            int begin = 0;
            for (int row = 1; row <= rows(); row++) {
                boolean latest = tried.get(row - 1) == Standing.LATEST;
                if (row == rows() || latest != (tried.get(row) == Standing.LATEST)) {
                    stretches.add(new Stretch(from + begin, from + row, latest));
                    begin = row;
                }
            }
            return stretches;
        }
    }

    /**
     * Neighbouring rows.
     *
     * @param inOrder whether an equal version with other content is the newer row
     */
    record Stretch(int from, int to, boolean inOrder) {}

    /**
     * What was put into the staging table.
     *
     * @param keptOut numbers of rows that a later delete keeps out
     * @param refused rows that cannot even be staged
     */
    private record Staged(NavigableSet<Integer> keptOut, List<Refused> refused) {
        Staged of(int from, int to) {
            return new Staged(
                    keptOut.subSet(from, true, to, false),
                    refused.stream()
                            .filter(row -> row.number() >= from && row.number() < to)
                            .toList());
        }
    }

    List<Outcome> write(List<RowsToWrite> batches) throws SQLException {
        Past past = session.ledger()
                .take(lane, batches.stream().map(RowsToWrite::id).toList());
        Map<Integer, Task> tasks = tasks(batches, past.checksums());
        DeletedKeys deleted = DeletedKeys.lock(
                session.tombstones(), tasks.values().stream().map(Task::batch).toList());
        Refusals refusals = new Refusals(partIds, rules, session, lane);
        Map<String, RowCounts> counts = new LinkedHashMap<>();
        Map<TableName, Order> reached = new LinkedHashMap<>();
        for (List<Task> group : Groups.of(List.copyOf(tasks.values()))) {
            Staged staged = stage(group, deleted);
            int from = 0;
            for (Task came : group) {
                Task task = asItStands(came);
                TableName table = task.batch().table();
                Order order = task.batch().order();
                boolean inOrder = order.compareTo(reached.getOrDefault(table, past.highest(table))) > 0;
                counts.put(name(task.batch()), write(task, from, inOrder, staged, deleted, refusals));
                from += task.rows();
                if (inOrder) {
                    reached.put(table, order);
                }
            }
        }
        for (Map.Entry<TableName, Order> table : reached.entrySet()) {
            session.ledger().advance(lane, table.getKey(), table.getValue());
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            RowsToWrite batch = batches.get(i);
            boolean fresh = tasks.containsKey(i);
            RowCounts done = fresh ? counts.getOrDefault(name(batch), RowCounts.NONE) : RowCounts.NONE;
            // Nearly every batch comes once and is taken whole: of such a one there is nothing to look for.
            boolean whole = fresh && !batch.isPart() && done.pending() == 0;
            outcomes.add(new Outcome(
                    fresh, done, whole ? List.of() : session.rejected().unsent(batch.id())));
        }
        return outcomes;
    }

    /** What was written since the batches came may have spoken of a part's keys. */
    private Task asItStands(Task task) throws SQLException {
        RowsToWrite batch = task.batch();
        return task.due() == null
                ? task
                : new Task(
                        batch,
                        session.rejected().due(batch.id(), batch.attempt()).due(),
                        task.parents());
    }

    private static String name(RowsToWrite batch) {
        return batch.id() + "#" + batch.attempt();
    }

    /** The batches that the ledger has no outcome of, by their places. */
    private Map<Integer, Task> tasks(List<RowsToWrite> batches, Map<String, String> recorded) throws SQLException {
        Set<String> seen = new HashSet<>();
        Map<Integer, Task> tasks = new LinkedHashMap<>();
        for (int i = 0; i < batches.size(); i++) {
            RowsToWrite batch = batches.get(i);
            boolean again = !seen.add(name(batch));
            Due due = batch.isPart() && !again ? new Replays(session, lane).due(batch) : new Due(false, Map.of());
            String checksum = recorded.get(batch.id());
            boolean made = again || (due.known() && due.due().isEmpty());
            if (!made && due.known()) {
                tasks.put(i, new Task(batch, due.due(), parents(batch)));
            } else if (!made && checksum == null) {
                tasks.put(i, new Task(batch, null, parents(batch)));
            } else if (!made && !batch.checksum().equals(checksum)) {
                throw sameIdOtherContent(batch);
            }
        }
        return tasks;
    }

    /** Asked before anything is written: what a run brings later than this was not there when a row was tried. */
    private Parents parents(RowsToWrite batch) throws SQLException {
        long run = batch.order().run();
        boolean settled = batch.parentsSettled();
        if (!settled
                && (!batch.isPart()
                        || !session.manifests().isClosed(run)
                        || session.rejected()
                                .anyWaiting(session.tables().of(batch).parents()))) {
            return Parents.OF_ITS_RUN;
        }
        // In one process a run that was killed is not waited for: the next one of its kind has read the same, parents
        // first.
        return batch.isPart()
                        && batch.attempt() > rules.attempts()
                        && (session.manifests().anyOpenBefore(run)
                                || (!settled && session.manifests().anyEndlessBefore(run)))
                ? Parents.OF_EARLIER_RUNS
                : Parents.NONE_TO_COME;
    }

    private Staged stage(List<Task> tasks, DeletedKeys deleted) throws SQLException {
        List<RowsToWrite> batches = tasks.stream().map(Task::batch).toList();
        if (!session.tables().isUnchanged(batches.get(0))) {
            throw new TableChanged();
        }
        NavigableSet<Integer> keptOut = deleted.keptOut(batches);
        NavigableSet<Integer> unwanted = new TreeSet<>();
        int from = 0;
        for (Task task : tasks) {
            unwanted.addAll(task.untried(from));
            from += task.rows();
        }
        keptOut.removeAll(unwanted);
        unwanted.addAll(keptOut);
        return new Staged(keptOut, stager.stage(session.tables().of(batches.get(0)), batches, unwanted));
    }

    private RowCounts write(Task task, int from, boolean inOrder, Staged group, DeletedKeys deleted, Refusals refusals)
            throws SQLException {
        RowsToWrite batch = task.batch();
        TargetTable table = session.tables().of(batch);
        int to = from + task.rows();
        Staged staged = group.of(from, to);
        NavigableSet<Integer> untried = task.untried(from);
        NavigableSet<Integer> unstaged = new TreeSet<>(untried);
        unstaged.addAll(staged.keptOut());
        staged.refused().forEach(row -> unstaged.add(row.number()));
        Isolation isolation = new Isolation(session.connection(), engine, table.attempt());
        for (Stretch stretch : task.stretches(from, inOrder)) {
            isolation.run(stretch.from(), stretch.to(), stretch.inOrder(), unstaged);
        }
        List<Refused> refused = Stream.concat(staged.refused().stream(), isolation.refused().stream())
                .sorted(Comparator.comparingInt(Refused::number))
                .toList();
        if (batch.operation() == Operation.DELETE) {
            Set<Integer> still = new HashSet<>();
            Stream.of(
                            isolation.left().stream(),
                            untried.stream(),
                            refused.stream().map(Refused::number))
                    .flatMap(numbers -> numbers)
                    .forEach(number -> still.add(number - from));
            deleted.bury(batch, still);
        }
        RowCounts done =
                isolation.counts().plus(new RowCounts(0, 0, staged.keptOut().size(), 0, 0, 0));
        RowCounts counts = refusals.record(task, from, inOrder, refused, done);
        new Replays(session, lane).note(batch, counts);
        return counts;
    }

    private static Failure sameIdOtherContent(RowsToWrite batch) {
        return new Failure(
                ExitCode.REFUSED,
                "batch " + batch.id() + " of " + batch.table() + " was applied before with other content",
                "Somebody else writes into this queue or has changed a message. Find out who; the message waits.");
    }
}
