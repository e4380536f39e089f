package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.database.Database;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * How far each table of a job has been read, and what is known of its source's horizon. Texts that only their writer reads
 * are kept as they come. Safe for any number of threads.
 */
public final class WatermarkLedger {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

    private final Database state;

    /** Keeps them in a database that {@link LedgerSchema} has prepared and that stays the caller's. */
    public WatermarkLedger(Database state) {
        this.state = state;
    }

    /**
     * How far a table has been read.
     *
     * @param at every row stamped before it was sent
     * @param sent what tells rows that were sent already, although they are to be read again; null when nothing does
     */
    public record Mark(Instant at, @Nullable String sent) {}

    /**
     * What a look at the source makes of what was known.
     *
     * @param horizon what is known now
     * @param anew whether nothing holds any more of what was known before, the watermarks included
     */
    public record Look(String horizon, boolean anew) {}

    /** The watermarks of a job's tables, as far as they have one. */
    public Map<TableName, Mark> read(String job) {
        return reach(state, "reading the watermarks", () -> state.jdbi().withHandle(handle -> read(handle, job)));
    }

    private Map<TableName, Mark> read(Handle handle, String job) {
        Map<TableName, Mark> marks = new HashMap<>();
        handle.select("SELECT table_name, watermark, sent FROM " + table("watermarks") + " WHERE job = ?", job)
                .map((row, context) -> marks.put(
                        TableName.parse(row.getString(1)), new Mark(Instant.parse(row.getString(2)), row.getString(3))))
                .list();
        return marks;
    }

    /**
     * Moves watermarks forward, never back, and notes what was sent beyond them.
     *
     * @param rows how many rows of the run the bus has, which are owed to the target
     */
    public void advance(Run run, Map<TableName, Mark> marks, long rows) {
        reach(state, "storing the watermarks", () -> {
            state.jdbi().useTransaction(handle -> {
                if (rows > 0) {
                    owe(handle, run, rows);
                }
                marks.forEach((name, mark) -> {
                    prepare(handle, run.job(), name, mark);
                    advance(handle, run.job(), name, mark, EARLIEST);
                });
            });
            return true;
        });
    }

    /**
     * The same for a run that has read on from watermarks: one that has been removed or set back meanwhile is left as it
     * is, since what the run has read does not begin there.
     *
     * @param from the watermarks that the run has read on from
     * @return the job's watermarks afterwards
     */
    public Map<TableName, Mark> goOn(Run run, Map<TableName, Mark> from, Map<TableName, Mark> marks, long rows) {
        return reach(
                state,
                "storing the watermarks",
                () -> state.jdbi().inTransaction(handle -> {
                    if (rows > 0) {
                        owe(handle, run, rows);
                    }
                    marks.forEach((name, mark) -> advance(
                            handle,
                            run.job(),
                            name,
                            mark,
                            Objects.requireNonNull(from.get(name)).at()));
                    return read(handle, run.job());
                }));
    }

    /**
     * Notes how many rows of a run the bus has so far, before something is noted that relies on it: should the run die, the
     * next one finds out whether they have arrived.
     */
    public void owe(Run run, long rows) {
        reach(state, "noting what is owed", () -> {
            state.jdbi().useTransaction(handle -> owe(handle, run, rows));
            return true;
        });
    }

    private void owe(Handle handle, Run run, long rows) {
        handle.execute("DELETE FROM " + table("owed") + " WHERE job = ? AND run = ?", run.job(), run.number());
        handle.execute(
                "INSERT INTO " + table("owed") + " (job, run, sent) VALUES (?, ?, ?)", run.job(), run.number(), rows);
    }

    /** @param from below which the watermark is left as it is */
    private void advance(Handle handle, String job, TableName name, Mark mark, Instant from) {
        String at = text(mark.at());
        handle.execute(
                "UPDATE " + table("watermarks") + " SET watermark = CASE WHEN watermark < ? THEN ? ELSE watermark END,"
                        + " sent = ? WHERE job = ? AND table_name = ? AND watermark >= ?",
                at,
                at,
                mark.sent(),
                job,
                name.toString(),
                text(from));
    }

    /** The runs whose rows the bus has all, and that may not be applied all, with how many there are. */
    public Map<Long, Long> owed(String job) {
        return reach(
                state,
                "reading what is owed",
                () -> state.jdbi().withHandle(handle -> {
                    Map<Long, Long> owed = new TreeMap<>();
                    handle.select("SELECT run, sent FROM " + table("owed") + " WHERE job = ?", job)
                            .map((row, context) -> owed.put(row.getLong(1), row.getLong(2)))
                            .list();
                    return owed;
                }));
    }

    /** Notes that so many rows of a run have met their fate: when it has sent no more, nothing of it is owed. */
    public void settled(Run run, long rows) {
        reach(
                state,
                "noting that nothing is owed",
                () -> state.jdbi()
                        .withHandle(handle -> handle.execute(
                                "DELETE FROM " + table("owed") + " WHERE job = ? AND run = ? AND sent <= ?",
                                run.job(),
                                run.number(),
                                rows)));
    }

    /** Puts a watermark where somebody wants it to be, forward or back. */
    public void set(String job, TableName name, Instant at) {
        reach(state, "setting a watermark", () -> {
            state.jdbi().useTransaction(handle -> {
                prepare(handle, job, name, new Mark(at, null));
                handle.execute(
                        "UPDATE " + table("watermarks")
                                + " SET watermark = ?, sent = NULL WHERE job = ? AND table_name = ?",
                        text(at),
                        job,
                        name.toString());
            });
            return true;
        });
    }

    /**
     * Sets watermarks back that lie beyond a moment, or removes them.
     *
     * @param to the moment; null when there is none from which on it is known what has been read
     */
    public void setBack(String job, Collection<TableName> names, @Nullable Instant to) {
        reach(state, "setting watermarks back", () -> {
            state.jdbi().useTransaction(handle -> names.forEach(name -> setBack(handle, job, name, to)));
            return true;
        });
    }

    private void setBack(Handle handle, String job, TableName name, @Nullable Instant to) {
        String one = " WHERE job = ? AND table_name = ?";
        if (to == null) {
            handle.execute("DELETE FROM " + table("watermarks") + one, job, name.toString());
        } else {
            String at = text(to);
            handle.execute(
                    "UPDATE " + table("watermarks") + " SET watermark = ?, sent = NULL" + one + " AND watermark > ?",
                    at,
                    job,
                    name.toString(),
                    at);
        }
    }

    private void prepare(Handle handle, String job, TableName name, Mark mark) {
        handle.execute(
                state.engine().insertIfAbsent(table("watermarks"), List.of("job", "table_name", "watermark")),
                job,
                name.toString(),
                text(mark.at()));
    }

    /** What is known of the horizon; null before the first look. */
    public @Nullable String horizon(String job) {
        return reach(
                state,
                "reading the horizon",
                () -> state.jdbi()
                        .withHandle(handle -> handle.select(
                                        "SELECT horizon FROM " + table("horizons") + " WHERE job = ?", job)
                                .mapTo(String.class)
                                .findOne()
                                .orElse(null)));
    }

    /**
     * Replaces what is known of the horizon by what another look at the source makes of it. Nobody else looks in between:
     * a moment must not be judged by a look that came before it.
     *
     * @param look is given the text, null before the first look, and answers the new one; what it throws goes through,
     *     and the text stays
     */
    public String lookAgain(String job, UnaryOperator<@Nullable String> look) {
        AtomicReference<String> seen = new AtomicReference<>();
        lookAnew(job, known -> {
            String text = String.valueOf(look.apply(known));
            seen.set(text);
            return new Look(text, false);
        });
        return Objects.requireNonNull(seen.get());
    }

    /**
     * The same for a look that may find another source than before. All watermarks and unfinished copies of the job go
     * with what was known then, at once: those of one source must never stand beside the horizon of another.
     *
     * @return whether there were watermarks that are forgotten now
     */
    public boolean lookAnew(String job, Function<@Nullable String, Look> look) {
        return reach(
                state,
                "keeping the horizon",
                () -> state.jdbi().inTransaction(handle -> {
                    String before = hold(handle, job);
                    Look after = look.apply(before.isEmpty() ? null : before);
                    handle.execute(
                            "UPDATE " + table("horizons") + " SET horizon = ? WHERE job = ?", after.horizon(), job);
                    if (!after.anew()) {
                        return false;
                    }
                    handle.execute("DELETE FROM " + table("copies") + " WHERE job = ?", job);
                    return handle.execute("DELETE FROM " + table("watermarks") + " WHERE job = ?", job) > 0;
                }));
    }

    /** What is known of the horizon, empty before the first look, held until the transaction ends. */
    private String hold(Handle handle, String job) {
        return known(handle, job).orElseGet(() -> {
            handle.execute(state.engine().insertIfAbsent(table("horizons"), List.of("job", "horizon")), job, "");
            return known(handle, job).orElseThrow();
        });
    }

    private Optional<String> known(Handle handle, String job) {
        return handle.select("SELECT horizon FROM " + table("horizons") + " WHERE job = ? FOR UPDATE", job)
                .mapTo(String.class)
                .findOne();
    }

    /** All of one length, so that the order of texts is the order of moments. */
    private static String text(Instant at) {
        return TEXT.format(at);
    }

    private String table(String name) {
        return state.engine().ledgerTable(name);
    }
}
