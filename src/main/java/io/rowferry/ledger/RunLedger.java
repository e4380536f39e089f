package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.database.Database;
import io.rowferry.table.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The runs of all jobs. Safe for any number of threads. */
public final class RunLedger {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Database database;
    private final Clock clock;
    private final Duration patience;

    /** Keeps the runs in a database that {@link LedgerSchema} has prepared and that stays the caller's. */
    public RunLedger(Database database, Clock clock) {
        this(database, clock, Duration.ZERO);
    }

    /** @param patience how long another run that begins may take to open its snapshot */
    public RunLedger(Database database, Clock clock, Duration patience) {
        this.database = database;
        this.clock = clock;
        this.patience = patience;
    }

    /** A run, and the snapshot that was opened together with its number. */
    public record Begun<S>(Run run, S snapshot) {}

    /** How many lanes the job's last run used; empty before the first. */
    public OptionalInt lanes(String job) {
        return reach(
                database,
                "reading the job's lanes",
                () -> database.jdbi()
                        .withHandle(
                                handle -> handle.select("SELECT lanes FROM " + table("jobs") + " WHERE job = ?", job)
                                        .mapTo(Integer.class)
                                        .findOne()
                                        .map(OptionalInt::of)
                                        .orElse(OptionalInt.empty())));
    }

    /**
     * Draws the next number and opens the read snapshot under one lock, so that a run with a higher number never reads an
     * older state.
     *
     * @param lanes how many the run will use
     */
    public <S> Begun<S> begin(String job, int lanes, String command, Supplier<S> snapshot) {
        String started = clock.instant().toString();
        String name = NAME.format(clock.instant())
                + String.format("-%04x", ThreadLocalRandom.current().nextInt(1 << 16));
        return reach(
                database,
                "beginning a run",
                () -> database.inTransaction(patience, handle -> {
                    long number = draw(handle, job, lanes);
                    handle.execute(
                            "INSERT INTO " + table("runs")
                                    + " (job, run, name, command, started_at) VALUES (?, ?, ?, ?, ?)",
                            job,
                            number,
                            name,
                            command,
                            started);
                    return new Begun<>(new Run(job, number, name), snapshot.get());
                }));
    }

    /**
     * Holds the job's row until the transaction ends. It is locked before it is inserted: an INSERT that finds it shares it
     * with others that do, and none of them could change it then.
     */
    private long draw(Handle handle, String job, int lanes) {
        String jobs = table("jobs");
        String next = "UPDATE " + jobs + " SET last_run = last_run + 1, lanes = ? WHERE job = ?";
        if (handle.execute(next, lanes, job) == 0) {
            handle.execute(database.engine().insertIfAbsent(jobs, List.of("job", "last_run", "lanes")), job, 0L, lanes);
            handle.execute(next, lanes, job);
        }
        return handle.select("SELECT last_run FROM " + jobs + " WHERE job = ?", job)
                .mapTo(Long.class)
                .one();
    }

    /**
     * Notes how a run ended.
     *
     * @param whole tables of which it has read all that was there, or has changed, when it began, and that the bus has all
     *     of
     */
    public void end(Run run, String command, int exitCode, Collection<TableName> whole) {
        reach(database, "ending a run", () -> {
            database.jdbi().useTransaction(handle -> {
                // In one order, so that two runs that end together do not wait for each other's rows.
                whole.stream()
                        .sorted(Comparator.comparing(TableName::toString))
                        .forEach(name -> readWhole(handle, run, command, name.toString()));
                handle.execute(
                        "UPDATE " + table("runs") + " SET ended_at = ?, exit_code = ? WHERE job = ? AND run = ?",
                        clock.instant().toString(),
                        exitCode,
                        run.job(),
                        run.number());
            });
            return true;
        });
    }

    private void readWhole(Handle handle, Run run, String command, String name) {
        String reads = table("whole_reads");
        int known = handle.execute(
                "UPDATE " + reads + " SET run = ? WHERE job = ? AND table_name = ? AND command = ?",
                run.number(),
                run.job(),
                name,
                command);
        if (known == 0) {
            handle.execute(
                    database.engine().insertIfAbsent(reads, List.of("job", "table_name", "command", "run")),
                    run.job(),
                    name,
                    command,
                    run.number());
        }
    }

    private String table(String name) {
        return database.engine().ledgerTable(name);
    }
}
