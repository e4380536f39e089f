package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps two runs of a job from doing the same thing at once. Held by a session of the state store, so that it ends with
 * the process, however that ends, and without a transaction, which would hold back a job that reads that database. A thread
 * of its own keeps the session from being taken for one whose client is gone. Whoever takes it closes it.
 */
public final class RoleLock implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration BEAT = Duration.ofMinutes(1);

    private final Database state;
    private final Connection session;
    private final Thread heart = new Thread(this::beat, "role lock");

    private RoleLock(Database state, Connection session) {
        this.state = state;
        this.session = session;
        heart.setDaemon(true);
    }

    /**
     * Takes the lock, or waits for it.
     *
     * @param role what is being done, for instance {@code incremental}
     * @param holder who does it, for whoever finds it taken
     * @param patience how long to wait for it
     * @throws Failure with {@code LOCKED}, saying who holds it, when it is still taken then
     * @throws InterruptedException when interrupted while waiting
     */
    public static RoleLock take(Database state, String job, String role, String holder, Clock clock, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Connection session = open(state);
        try {
            while (!state.engine().tryLock(session, name(job, role))) {
                if (System.nanoTime() >= end) {
                    session.close();
                    throw taken(state, job, role);
                }
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
        } catch (SQLException e) {
            throw state.failure("taking the job's lock", e);
        }
        RoleLock lock = new RoleLock(state, session);
        lock.heart.start();
        reach(state, "saying who holds the job's lock", () -> {
            String locks = state.engine().ledgerTable("locks");
            state.jdbi().useHandle(handle -> {
                handle.execute(
                        state.engine().insertIfAbsent(locks, List.of("job", "role", "holder", "since")),
                        job,
                        role,
                        "",
                        "");
                handle.execute(
                        "UPDATE " + locks + " SET holder = ?, since = ? WHERE job = ? AND role = ?",
                        holder.length() > LedgerSchema.TABLE ? holder.substring(0, LedgerSchema.TABLE) : holder,
                        clock.instant().toString(),
                        job,
                        role);
            });
            return true;
        });
        return lock;
    }

    /** The lock as the database knows it. */
    static String name(String job, String role) {
        return "rowferry " + role + " " + job;
    }

    private static Connection open(Database state) {
        try {
            return state.connectAlone();
        } catch (SQLException e) {
            throw state.failure("taking the job's lock", e);
        }
    }

    private static Failure taken(Database state, String job, String role) {
        Optional<String> holder = reach(
                state,
                "asking who holds the job's lock",
                () -> state.jdbi()
                        .withHandle(handle -> handle.select(
                                        "SELECT holder, since FROM "
                                                + state.engine().ledgerTable("locks") + " WHERE job = ? AND role = ?",
                                        job,
                                        role)
                                .map((row, context) -> row.getString(1) + " since " + row.getString(2))
                                .findOne()));
        return new Failure(
                ExitCode.LOCKED,
                "another " + role + " of " + job + " is running: " + holder.orElse("it has not said who it is"),
                "Let it end, or give this one time to wait for it: --wait 50s.");
    }

    /**
     * Makes sure that it is still held, before what only its holder may do.
     *
     * @throws Failure with {@code OUTAGE} when its session has ended, and the lock with it
     */
    public void check() {
        try {
            if (!isHeld()) {
                throw new SQLException("the session that held the job's lock has ended", "08006");
            }
        } catch (SQLException e) {
            throw state.failure("making sure of the job's lock", e);
        }
    }

    private synchronized boolean isHeld() throws SQLException {
        return session.isValid(10);
    }

    private void beat() {
        try {
            do {
                Thread.sleep(BEAT.toMillis());
            } while (isHeld());
        } catch (InterruptedException | SQLException e) {
            // It is given back, or the next check finds that it is lost.
        }
    }

    @Override
    public synchronized void close() {
        heart.interrupt();
        try (session) {
            state.engine().releaseLocks(session);
        } catch (SQLException e) {
            // The session is broken, and so ended, and the lock with it.
        }
    }
}
