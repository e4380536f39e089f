package io.rowferry.source;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.LogPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * A replica that rows are read from in its primary's place, once it is proven to have replayed all that was committed there.
 * Safe for any number of threads.
 */
public final class Replica {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Database primary;
    private final Database replica;
    private final Duration patience;

    /**
     * Sets it up over databases that stay the caller's.
     *
     * @param patience how long to wait for the replica each time
     */
    public Replica(Database primary, Database replica, Duration patience) {
        this.primary = primary;
        this.replica = replica;
        this.patience = patience;
    }

    /**
     * Opens a snapshot of the replica that sees all that was committed on the primary before the call. Every session proves it
     * for itself: behind one address there may be several replicas.
     *
     * @param readers as {@link Snapshot#open(Database, int)} has it
     * @throws Failure with {@code OUTAGE} when the replica does not get there in time, {@code REFUSED} when it is none of this
     *     primary or nothing tells how far it is, {@code INTERRUPTED} when the thread was interrupted in its wait
     */
    public Snapshot open(int readers) {
        checkEngine();
        LogPosition position = primary.logPosition();
        long end = System.nanoTime() + patience.toNanos();
        return Snapshot.open(replica, readers, () -> caughtUp(position, end));
    }

    private void checkEngine() {
        String kind = primary.engine().name();
        String other = replica.engine().name();
        if (!kind.equals(other)) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "url: names a " + kind + " and replica: a " + other + ", which is no replica of it",
                    "Let replica: name a replica of url:, or leave it out.");
        }
    }

    private Connection caughtUp(LogPosition position, long end) throws SQLException {
        Connection connection = replica.connect();
        boolean caughtUp = false;
        try {
            await(connection, position, end);
            caughtUp = true;
            return connection;
        } finally {
            if (!caughtUp) {
                connection.close();
            }
        }
    }

    private void await(Connection connection, LogPosition position, long end) throws SQLException {
        while (true) {
            Optional<String> behind = replica.engine().behind(connection, position);
            if (behind.isEmpty()) {
                return;
            } else if (System.nanoTime() - end >= 0) {
                throw new Failure(
                        ExitCode.OUTAGE,
                        "the replica at " + replica.place() + " has not replayed in " + patience.toMillis() / 1000.0
                                + " s what is committed on its primary: it is " + behind.get(),
                        "Nothing is lost. Run the same command again when the replica follows, with more time by"
                                + " --replica-wait; or leave replica: out, to read from the primary.");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            throw new Failure(
                    ExitCode.INTERRUPTED,
                    "interrupted while waiting for the replica; everything committed so far stands",
                    "Run the same command again.",
                    e);
        }
    }
}
