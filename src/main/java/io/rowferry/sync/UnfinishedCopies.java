package io.rowferry.sync;

import io.rowferry.job.Job;
import io.rowferry.ledger.CopyLedger;
import io.rowferry.ledger.CopyLedger.Copy;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.Shape;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The copies of a job that were stopped or killed. A table without a watermark is always copied anew: nothing tells which
 * of its rows have changed since. One thread begins; any number note.
 */
final class UnfinishedCopies {
    private final String job;
    private final String route;
    private final CopyLedger ledger;
    private final Function<TablePlan, Shape> shapes;
    private final Map<TableName, String> signatures = new HashMap<>();
    private final Map<TableName, Copy> found = new HashMap<>();

    /** @param shapes what makes messages' rows of a table's rows */
    UnfinishedCopies(Job job, CopyLedger ledger, Function<TablePlan, Shape> shapes) {
        this.job = job.name();
        this.route = job.route();
        this.ledger = ledger;
        this.shapes = shapes;
    }

    /**
     * Looks for those of a run's tables, before anything else, and forgets what cannot be gone on with.
     *
     * @param anew whether all are to begin from the beginning
     */
    void look(List<TablePlan> tables, boolean anew) {
        Map<TableName, Copy> stored = ledger.read(job);
        for (TablePlan table : tables) {
            Copy copy = stored.get(table.table());
            String signature = table.signature(route, shapes.apply(table).signature());
            signatures.put(table.table(), signature);
            if (copy != null && !anew && copy.signature().equals(signature)) {
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
        String signature = Objects.requireNonNull(signatures.get(table.table()), "nobody has looked");
        ledger.reached(job, table.table(), new Copy(signature, horizon, key));
    }

    /** Forgets them: the tables are copied. */
    void finished(List<TablePlan> tables) {
        ledger.forget(job, tables.stream().map(TablePlan::table).toList());
    }
}
