package io.rowferry.sync;

import io.rowferry.ledger.CopyLedger;
import io.rowferry.ledger.CopyLedger.Copy;
import io.rowferry.plan.TablePlan;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The copies of a job that were stopped or killed. A table without a watermark is always copied anew: nothing tells which
 * of its rows have changed since. One thread begins; any number note.
 */
final class UnfinishedCopies {
    private final String job;
    private final CopyLedger ledger;
    private final Map<TableName, Copy> found = new HashMap<>();

    UnfinishedCopies(String job, CopyLedger ledger) {
        this.job = job;
        this.ledger = ledger;
    }

    /**
     * Looks for those of a run's tables, and forgets what cannot be gone on with.
     *
     * @param anew whether all are to begin from the beginning
     */
    void look(List<TablePlan> tables, boolean anew) {
        Map<TableName, Copy> stored = ledger.read(job);
        for (TablePlan table : tables) {
            Copy copy = stored.get(table.table());
            if (copy != null && !anew && copy.signature().equals(signature(table))) {
                found.put(table.table(), copy);
            } else if (copy != null) {
                ledger.forget(job, List.of(table.table()));
            }
        }
    }

    /** The one that is gone on with; empty where a table is copied from the beginning. */
    Optional<Copy> of(TablePlan table) {
        return Optional.ofNullable(found.get(table.table()));
    }

    /** Notes how far a table has been copied: to that key, or, where it is empty, to the end. */
    void reached(TablePlan table, Instant horizon, List<String> key) {
        ledger.reached(job, table.table(), new Copy(signature(table), horizon, key));
    }

    /** Forgets them: the tables are copied. */
    void finished(List<TablePlan> tables) {
        ledger.forget(job, tables.stream().map(TablePlan::table).toList());
    }

    /** A short text that is another one when other rows, or other columns of them, would be copied in another order. */
    private static String signature(TablePlan table) {
        String where = table.job().where();
        return table.fingerprint() + " " + String.join(",", table.sourceKey()) + " "
                + (where == null ? "" : Integer.toHexString(where.hashCode()));
    }
}
