package io.rowferry.source;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.OpenTransactions;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Looks at a source from time to time for {@link Horizon}s. Safe for any number of threads. */
public final class Lookout {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final Database source;

    /** Looks at the server that the rows are written to, which stays the caller's. */
    public Lookout(Database source) {
        this.source = source;
    }

    /**
     * What is known after another look, which becomes a pending moment itself.
     *
     * @throws io.rowferry.Failure with {@code REFUSED} when it cannot be seen what is open, or the source is not the
     *     server any more that it was
     */
    public Horizon look(Horizon known) {
        return known.after(source.openTransactions());
    }

    /** As {@link #look}, where what was known of another server is forgotten. */
    public Horizon lookAnew(Horizon known) {
        OpenTransactions now = source.openTransactions();
        Horizon anew = Horizon.NONE.after(now);
        return anew.continues(known) ? known.after(now) : anew;
    }

    /** As {@link #look}, without a new pending moment. */
    public Horizon lookAgain(Horizon known) {
        return known.judged(source.openTransactions());
    }

    /**
     * Looks again until the moment of a look is the horizon, or the time is over.
     *
     * @param again how to look again
     * @throws InterruptedException when interrupted between two looks
     */
    public static Horizon await(Horizon first, Duration patience, UnaryOperator<Horizon> again)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Instant moment = first.latest();
        Horizon seen = first;
        while (moment != null && !seen.covers(moment) && System.nanoTime() < end) {
            Thread.sleep(LOOK_AGAIN.toMillis());
            seen = again.apply(seen);
        }
        return seen;
    }

    /**
     * Makes sure that the stamps of a table are of this server's clock.
     *
     * @throws Failure with {@code REFUSED} when rows come from another server
     */
    public void checkOwnStamps(TableName table) {
        source.foreignWriter(table).ifPresent(writer -> {
            throw new Failure(
                    ExitCode.REFUSED,
                    writer + " writes rows of " + table + " with the stamps of another server's clock",
                    "Read the table where its rows are written first; or declare horizon: lag(15m) for it, with the time"
                            + " after which a row has come at the latest.");
        });
    }

    /** What the source's clock shows. */
    public Instant now() {
        return source.now();
    }

    /** Whether an index of the table begins with the column. */
    public boolean isIndexed(TableName table, String column) {
        return source.isIndexed(table, column);
    }
}
