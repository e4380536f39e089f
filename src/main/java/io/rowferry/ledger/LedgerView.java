package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;
import static java.util.stream.Collectors.toMap;

import io.rowferry.database.Database;
import io.rowferry.database.Fault;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a job's ledger tells whoever only looks. Nothing is made: where a table of the ledger is missing, since no run came
 * that far yet, its answer is empty. Safe for any number of threads.
 */
public final class LedgerView {
    private static final int LATEST = 3;

    private final Database state;
    private final WatermarkLedger watermarks;

    /** Looks at a database that stays the caller's, and needs no more than the right to read. */
    public LedgerView(Database state) {
        this.state = state;
        this.watermarks = new WatermarkLedger(state);
    }

    /**
     * A run that has begun.
     *
     * @param run its name
     * @param endedAt null while it goes on, and for ever when its process was killed, as {@code exitCode}
     */
    public record PastRun(
            String run,
            String command,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Integer exitCode) {}

    /**
     * A role of the job that a run holds now.
     *
     * @param holder who has said to be the one
     */
    public record HeldRole(String role, String holder, Instant since) {}

    /**
     * A row that the target has refused.
     *
     * @param waiting whether it will be tried again, or is not a dead letter yet
     */
    public record RefusedRow(String reason, boolean waiting) {}

    /** How far each table has been read, as far as one has. */
    public Map<TableName, Instant> watermarks(String job) {
        Map<TableName, WatermarkLedger.Mark> marks = ifThere("watermarks", Map.of(), () -> watermarks.read(job));
        return marks.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, mark -> mark.getValue().at()));
    }

    /** When each table was last proven equal, as far as one was. */
    public Map<TableName, Instant> proven(String job) {
        return byTable("proofs", "proven_at", job).entrySet().stream()
                .collect(toMap(Map.Entry::getKey, proof -> Instant.parse(proof.getValue())));
    }

    /** How far comparisons of tables have got that were stopped. */
    public Map<TableName, String> comparisons(String job) {
        return byTable("comparisons", "reached", job);
    }

    private Map<TableName, String> byTable(String table, String column, String job) {
        return ifThere(
                table,
                Map.of(),
                () -> state.jdbi().withHandle(handle -> {
                    Map<TableName, String> texts = new HashMap<>();
                    handle.select("SELECT table_name, " + column + " FROM " + table(table) + " WHERE job = ?", job)
                            .map((row, context) -> texts.put(TableName.parse(row.getString(1)), row.getString(2)))
                            .list();
                    return texts;
                }));
    }

    /** The runs whose rows the bus has, and nobody has seen to be all applied, by their numbers: how many rows. */
    public Map<Long, Long> owed(String job) {
        return ifThere("owed", Map.of(), () -> watermarks.owed(job));
    }

    /** How many rows of runs have met their fate, where these are applied, by the runs' numbers, from that number on. */
    public Map<Long, Long> arrived(String job, long from) {
        return ifThere(
                "counts",
                Map.of(),
                () -> state.jdbi().withHandle(handle -> {
                    Map<Long, Long> arrived = new HashMap<>();
                    handle.select(
                                    "SELECT run, sum(applied + unchanged + stale + deleted + dead_lettered) FROM "
                                            + table("counts") + " WHERE job = ? AND run >= ? GROUP BY run",
                                    job,
                                    from)
                            .map((row, context) -> arrived.put(row.getLong(1), row.getLong(2)))
                            .list();
                    return arrived;
                }));
    }

    /** The number of the last run that has begun; 0 before the first. */
    public long lastRun(String job) {
        return ifThere("jobs", 0L, () -> number("SELECT last_run FROM " + table("jobs") + " WHERE job = ?", job));
    }

    /**
     * The last runs that have read all of a table and have ended as they should.
     *
     * @param any the number of the last one that has read all that had changed, or was there; 0 when there is none
     * @param copy the same of one that has read all that was there
     */
    public record WholeReads(long any, long copy) {
        public static final WholeReads NONE = new WholeReads(0, 0);
    }

    /** Who has last read all of each table, as far as somebody has. */
    public Map<TableName, WholeReads> wholeReads(String job) {
        return ifThere(
                "whole_reads",
                Map.of(),
                () -> state.jdbi().withHandle(handle -> {
                    Map<TableName, WholeReads> reads = new HashMap<>();
                    handle.select(
                                    "SELECT table_name, max(run), max(CASE WHEN command = 'full-sync' THEN run ELSE 0 END)"
                                            + " FROM " + table("whole_reads") + " WHERE job = ? GROUP BY table_name",
                                    job)
                            .map((row, context) -> reads.put(
                                    TableName.parse(row.getString(1)), new WholeReads(row.getLong(2), row.getLong(3))))
                            .list();
                    return reads;
                }));
    }

    private long number(String sql, String job) {
        return state.jdbi()
                .withHandle(handle ->
                        handle.select(sql, job).mapTo(Long.class).findOne().orElse(0L));
    }

    /** Why rows of a table are refused now, in words, by the hashes of their keys; a hundred thousand of them at most. */
    public Map<String, RefusedRow> refused(String job, TableName table) {
        return ifThere(
                "rejected",
                Map.of(),
                () -> state.jdbi().withHandle(handle -> {
                    Map<String, RefusedRow> refused = new HashMap<>();
                    handle.select(
                                    "SELECT key_hash, reason, state FROM " + table("rejected")
                                            + " WHERE job = ? AND table_name = ? AND state <> " + RejectedRows.SETTLED
                                            + " AND superseded <> 1"
                                            + " LIMIT 100000",
                                    job,
                                    table.toString())
                            .map((row, context) -> refused.put(
                                    row.getString(1),
                                    new RefusedRow(row.getString(2), row.getInt(3) == RejectedRows.WAITING)))
                            .list();
                    return refused;
                }));
    }

    private String table(String name) {
        return state.engine().ledgerTable(name);
    }

    /** What is known of the horizon; null before the first look. */
    public @Nullable String horizon(String job) {
        return isThere("horizons") ? watermarks.horizon(job) : null;
    }

    /** The latest runs of each command, the latest of all first. */
    public List<PastRun> latestRuns(String job) {
        return ifThere(
                "runs",
                List.of(),
                () -> state.jdbi()
                        .withHandle(handle -> handle.select(
                                        "SELECT name, command, started_at, ended_at, exit_code FROM (SELECT run, name, command,"
                                                + " started_at, ended_at, exit_code, row_number() OVER"
                                                + " (PARTITION BY command ORDER BY run DESC) AS place FROM "
                                                + state.engine().ledgerTable("runs") + " WHERE job = ?) numbered"
                                                + " WHERE place <= ? ORDER BY run DESC",
                                        job,
                                        LATEST)
                                .map((row, context) -> new PastRun(
                                        row.getString(1),
                                        row.getString(2),
                                        Instant.parse(row.getString(3)),
                                        row.getString(4) == null ? null : Instant.parse(row.getString(4)),
                                        row.getObject(5, Integer.class)))
                                .list()));
    }

    /** The roles that are held now, by name. */
    public List<HeldRole> heldRoles(String job) {
        List<HeldRole> taken = ifThere(
                "locks",
                List.of(),
                () -> state.jdbi()
                        .withHandle(handle -> handle.select(
                                        "SELECT role, holder, since FROM "
                                                + state.engine().ledgerTable("locks")
                                                + " WHERE job = ? AND since <> '' ORDER BY role",
                                        job)
                                .map((row, context) -> new HeldRole(
                                        row.getString(1), row.getString(2), Instant.parse(row.getString(3))))
                                .list()));
        List<HeldRole> held = new ArrayList<>();
        try (Connection connection = state.connect()) {
            for (HeldRole role : taken) {
                if (state.engine().isLocked(connection, RoleLock.name(job, role.role()))) {
                    held.add(role);
                }
            }
        } catch (SQLException e) {
            throw state.failure("asking who holds the job's locks", e);
        }
        return held;
    }

    private <T> T ifThere(String table, T otherwise, Supplier<T> read) {
        return isThere(table) ? reach(state, "reading the ledger", read) : otherwise;
    }

    private boolean isThere(String table) {
        try (Connection connection = state.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM " + state.engine().ledgerTable(table) + " WHERE 1 = 0");
            return true;
        } catch (SQLException e) {
            if (state.engine().fault(e).kind() == Fault.Kind.CHANGED) {
                return false;
            }
            throw state.failure("reading the ledger", e);
        }
    }
}
