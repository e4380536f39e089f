package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;
import static java.util.stream.Collectors.joining;

import io.rowferry.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Removes what a job's ledger has outlived, in slices with a transaction each, so that nobody waits for it. Without these
 * entries a message that comes once more would still be harmless, as an old one (L4); but it would not be recognised, and an
 * upsert older than a forgotten delete would bring its row back. So nothing goes that is younger than any message which may
 * still come. One thread.
 */
public final class Pruning {
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int SLICE = 500;

    /** A run removes no more than that of a table: the nights after have their share. */
    private static final int MOST_SLICES = 200;

    private final Database database;
    private final String job;
    private final String before;

    private Pruning(Database database, String job, Instant before) {
        this.database = database;
        this.job = job;
        this.before = before.toString();
    }

    /**
     * The moment before which entries may go.
     *
     * @param oldestMessage when the oldest message came that is still in the queue or its dead-letter queue; empty when
     *     there is none
     */
    public static Instant before(Instant now, Optional<Instant> oldestMessage) {
        Instant longAgo = now.minus(KEPT);
        return oldestMessage.filter(longAgo::isAfter).orElse(longAgo);
    }

    /**
     * Prunes what is known of the batches that were applied to the target, and of rows that were deleted there.
     *
     * @throws io.rowferry.Failure when the target cannot be reached
     */
    public static void target(Database target, String job, Instant before) {
        new Pruning(target, job, before).target();
    }

    /**
     * Prunes the runs, and what they were owed.
     *
     * @throws io.rowferry.Failure when the state store cannot be reached
     */
    public static void runs(Database state, String job, Instant before) {
        new Pruning(state, job, before).runs();
    }

    private void runs() {
        remove("runs", List.of("run"), "started_at < ?", before);
        oldestRun("runs").ifPresent(run -> remove("owed", List.of("run"), "run < ?", run));
    }

    private void target() {
        remove("batches", List.of("id"), "at < ?", before);
        remove("tombstones", List.of("table_name", "key_hash"), "at < ?", before);
        oldestRun("batches").ifPresent(run -> {
            // A manifest without its counts would say for good that batches are still to come.
            remove("manifests", List.of("run", "lane"), "run < ?", run);
            remove("counts", List.of("run", "lane", "table_name"), "run < ? AND pending = 0", run);
            remove("rejected", List.of("part_id", "ordinal"), "run < ? AND state = " + RejectedRows.SETTLED, run);
        });
    }

    private Optional<Long> oldestRun(String table) {
        return reach(
                database,
                "looking for the oldest run in " + table(table),
                () -> database.jdbi()
                        .withHandle(
                                handle -> handle.select("SELECT MIN(run) FROM " + table(table) + " WHERE job = ?", job)
                                        .mapTo(Long.class)
                                        .findOne()));
    }

    private void remove(String table, List<String> key, String condition, Object limit) {
        boolean more = true;
        for (int slice = 0; more && slice < MOST_SLICES; slice++) {
            more = reach(
                    database,
                    "pruning " + table(table),
                    () -> database.jdbi()
                            .inTransaction(handle -> remove(handle, table, key, condition, limit) == SLICE));
        }
    }

    private int remove(Handle handle, String table, List<String> key, String condition, Object limit) {
        List<List<Object>> rows = handle.select(
                        "SELECT " + String.join(", ", key) + " FROM " + table(table) + " WHERE job = ? AND " + condition
                                + " LIMIT " + SLICE,
                        job,
                        limit)
                .map((row, context) -> {
                    Object[] values = new Object[key.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getObject(i + 1);
                    }
                    return List.of(values);
                })
                .list();
        if (!rows.isEmpty()) {
            PreparedBatch batch = handle.prepareBatch("DELETE FROM " + table(table) + " WHERE job = ? AND "
                    + key.stream().map(column -> column + " = ?").collect(joining(" AND ")));
            for (List<Object> row : rows) {
                batch.bind(0, job);
                for (int i = 0; i < row.size(); i++) {
                    batch.bind(i + 1, row.get(i));
                }
                batch.add();
            }
            batch.execute();
        }
        return rows.size();
    }

    private String table(String name) {
        return database.engine().ledgerTable(name);
    }
}
