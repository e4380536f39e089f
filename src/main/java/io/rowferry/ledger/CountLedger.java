package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.database.Database;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What became of runs' rows, as the target tells it. Safe for any number of threads. */
public final class CountLedger {
    private final Database database;

    /** Asks a target that {@link LedgerSchema} has prepared and that stays the caller's. */
    public CountLedger(Database database) {
        this.database = database;
    }

    /** What became of a run's rows so far, by table, whoever applied them. */
    public Map<TableName, RowCounts> counts(Run run) {
        return reach(
                database, "reading a run's counts", () -> database.jdbi().withHandle(handle -> counts(handle, run)));
    }

    private Map<TableName, RowCounts> counts(Handle handle, Run run) {
        Map<TableName, RowCounts> counts = new HashMap<>();
        handle.select(
                        "SELECT table_name, sum(applied), sum(unchanged), sum(stale), sum(deleted),"
                                + " sum(dead_lettered), sum(pending) FROM "
                                + database.engine().ledgerTable("counts")
                                + " WHERE job = ? AND run = ? GROUP BY table_name",
                        run.job(),
                        run.number())
                .map((row, context) -> counts.put(
                        TableName.parse(row.getString(1)),
                        new RowCounts(
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7))))
                .list();
        return counts;
    }

    /** How many rows of a run were refused and wait for another attempt, by table. */
    public Map<TableName, Long> waiting(Run run) {
        Map<TableName, Long> waiting = new HashMap<>();
        reach(
                database,
                "reading what of a run waits",
                () -> database.jdbi()
                        .withHandle(handle -> handle.select(
                                        "SELECT table_name, count(*) FROM "
                                                + database.engine().ledgerTable("rejected")
                                                + " WHERE job = ? AND run = ? AND state = ? AND attempt > 0"
                                                + " GROUP BY table_name",
                                        run.job(),
                                        run.number(),
                                        RejectedRows.WAITING)
                                .map((row, context) -> waiting.put(TableName.parse(row.getString(1)), row.getLong(2)))
                                .list()));
        return waiting;
    }

    /** Whether the target has heard of the run's end. */
    public boolean hasEnded(Run run) {
        return reach(
                database,
                "asking whether a run has ended",
                () -> database.jdbi()
                        .withHandle(handle -> handle.select(
                                        "SELECT 1 FROM " + database.engine().ledgerTable("manifests")
                                                + " WHERE job = ? AND run = ? LIMIT 1",
                                        run.job(),
                                        run.number())
                                .mapTo(Integer.class)
                                .findOne()
                                .isPresent()));
    }

    /** The other jobs that have written rows of a table, by whatever name their job files give it. */
    public List<String> otherJobs(String job, TableName table) {
        List<Written> others = reach(
                database,
                "asking who writes " + table,
                () -> database.jdbi()
                        .withHandle(handle -> handle.select(
                                        "SELECT DISTINCT job, table_name FROM "
                                                + database.engine().ledgerTable("counts")
                                                + " WHERE job <> ? ORDER BY job",
                                        job)
                                .map((row, context) -> new Written(row.getString(1), TableName.parse(row.getString(2))))
                                .list()));
        Map<TableName, Boolean> same = new HashMap<>(Map.of(table, true));
        return others.stream()
                .filter(other -> same.computeIfAbsent(other.table(), name -> isOne(table, name)))
                .map(Written::job)
                .distinct()
                .toList();
    }

    /** A job, and a table as its file names it. */
    private record Written(String job, TableName table) {}

    /** Two names of one table differ in the schema, or in the case of letters. */
    private boolean isOne(TableName table, TableName other) {
        Optional<String> resolved =
                other.name().equalsIgnoreCase(table.name()) ? database.resolved(table) : Optional.empty();
        return resolved.isPresent() && resolved.equals(database.resolved(other));
    }
}
