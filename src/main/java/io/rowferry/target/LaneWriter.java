package io.rowferry.target;

import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Fault;
import io.rowferry.ledger.LaneLedger;
import io.rowferry.ledger.Tombstones;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies batches of one lane at a time, each call in one transaction of the target. Keeps one connection; one thread;
 * whoever makes it closes it.
 */
public final class LaneWriter implements AutoCloseable {
    private static final int RERUNS = 20;

    private final Database database;
    private final String job;
    private final Clock clock;
    private final PartIds partIds;
    private final ColumnLanding landing;
    private final Stager stager;
    private @Nullable Session session;

    /** Writes into a prepared database for one job; connects when the first batch comes. */
    public LaneWriter(Database database, String job, Clock clock, PartIds partIds, ColumnLanding landing) {
        this.database = database;
        this.job = job;
        this.clock = clock;
        this.partIds = partIds;
        this.landing = landing;
        this.stager = new Stager(database.engine());
    }

    /** A connection with what hangs on it. */
    record Session(Connection connection, TargetTables tables, LaneLedger ledger, Tombstones tombstones) {}

    /**
     * Writes the rows of these batches that are newer than what the target holds, removes those that are not newer than
     * their delete, records the batches, commits.
     *
     * @param batches of one lane, in the order in which they came
     * @return an outcome for each batch, in the same order
     * @throws Failure with {@code OUTAGE} when the target does not serve; nothing is written then
     */
    public List<Outcome> apply(int lane, List<RowsToWrite> batches) {
        return inTransaction("applying rows", s -> {
            for (RowsToWrite batch : batches) {
                s.tables().of(batch);
            }
            s.connection().setAutoCommit(false);
            return new LaneTransaction(s, database.engine(), partIds, stager, lane).write(batches);
        });
    }

    /** Records that the part is refused for good. Safe to repeat. */
    public void bury(String part, long run, int lane, TableName table) {
        inTransaction("recording a dead letter", s -> {
            s.connection().setAutoCommit(false);
            s.ledger().lock(lane);
            s.ledger().dead(part, run, lane, table);
            return true;
        });
    }

    /** Records that the bus has accepted all parts of a batch. */
    public void sent(String batch) {
        inTransaction("recording a sent part", s -> {
            s.connection().setAutoCommit(false);
            s.ledger().sent(batch);
            return true;
        });
    }

    /** Refused rows by what will carry them: one part for each reason. */
    public static Map<Reason, List<Rejection>> byReason(List<Rejection> rejections) {
        Map<Reason, List<Rejection>> parts = new LinkedHashMap<>();
        rejections.forEach(
                r -> parts.computeIfAbsent(r.reason(), k -> new ArrayList<>()).add(r));
        return parts;
    }

    /** Runs again what lost a deadlock or a lock wait: the server rolled it back, nobody is at fault. */
    private <T> T inTransaction(String doing, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                Session s = session();
                T result = work.run(s);
                s.connection().commit();
                s.connection().setAutoCommit(true);
                return result;
            } catch (SQLException e) {
                boolean rerun = database.engine().fault(e).kind() == Fault.Kind.RERUN && attempt < RERUNS;
                abandon(rerun);
                if (!rerun) {
                    throw database.failure(doing, e);
                }
            } catch (LaneTransaction.TableChanged e) {
                abandon(true);
                if (attempt == RERUNS) {
                    throw new IllegalStateException("a table changes all the time", e);
                }
            } catch (RuntimeException e) {
                abandon(true);
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Session session) throws SQLException;
    }

    private Session session() throws SQLException {
        Session open = session;
        if (open == null) {
            Connection connection = database.connect();
            open = new Session(
                    connection,
                    new TargetTables(database, connection, landing),
                    new LaneLedger(connection, database.engine(), job, clock),
                    new Tombstones(connection, database.engine(), job, clock));
            session = open;
        }
        return open;
    }

    /** Ends the transaction; without {@code keep}, or when that fails, the connection too. */
    private void abandon(boolean keep) {
        Session open = session;
        if (open == null) {
            return;
        }
        try {
            open.connection().rollback();
            open.connection().setAutoCommit(true);
            if (!keep) {
                close();
            }
        } catch (SQLException e) {
            close();
        }
    }

    @Override
    public void close() {
        Session open = session;
        session = null;
        if (open != null) {
            try {
                open.connection().close();
            } catch (SQLException e) {
                // The session is broken, and so ended; the pool throws it away.
            }
        }
    }
}
