package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.database.Database;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.List;

/**
 * When tables were last proven equal, and how far comparisons have got that were stopped. Texts that only their writer reads
 * are kept as they come. Safe for any number of threads.
 */
public final class ProofLedger {
    private final Database state;

    /** Keeps them in a database that {@link LedgerSchema} has prepared and that stays the caller's. */
    public ProofLedger(Database state) {
        this.state = state;
    }

    /** Notes that a table was equal on both sides at that moment. */
    public void proven(String job, TableName name, Instant at) {
        put("proofs", "proven_at", job, name, at.toString());
    }

    /** Notes how far the comparison of a table has got. */
    public void reached(String job, TableName name, String reached) {
        put("comparisons", "reached", job, name, reached);
    }

    private void put(String table, String column, String job, TableName name, String value) {
        reach(state, "noting what a comparison has found", () -> {
            state.jdbi().useTransaction(handle -> {
                handle.execute(
                        state.engine().insertIfAbsent(table(table), List.of("job", "table_name", column)),
                        job,
                        name.toString(),
                        value);
                handle.execute(
                        "UPDATE " + table(table) + " SET " + column + " = ? WHERE job = ? AND table_name = ?",
                        value,
                        job,
                        name.toString());
            });
            return true;
        });
    }

    /** Forgets how far the comparisons of a job have got: they are finished, or begin anew. */
    public void forget(String job) {
        reach(
                state,
                "forgetting a comparison",
                () -> state.jdbi()
                        .withHandle(handle ->
                                handle.execute("DELETE FROM " + table("comparisons") + " WHERE job = ?", job)));
    }

    private String table(String name) {
        return state.engine().ledgerTable(name);
    }
}
