package io.rowferry.target;

import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Fault;
import io.rowferry.ledger.LaneLedger;
import io.rowferry.ledger.Manifests;
import io.rowferry.ledger.RejectedRows;
import io.rowferry.ledger.ReplayedRows;
import io.rowferry.ledger.Tombstones;
import io.rowferry.table.Part;
import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
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
    private final RefusalRules rules;
    private final ColumnLanding landing;
    private final Stager stager;
    private @Nullable Session session;

    /** Writes into a prepared database for one job; connects when the first batch comes. */
    public LaneWriter(
            Database database, String job, Clock clock, PartIds partIds, RefusalRules rules, ColumnLanding landing) {
        this.database = database;
        this.job = job;
        this.clock = clock;
        this.partIds = partIds;
        this.rules = rules;
        this.landing = landing;
        this.stager = new Stager(database.engine());
    }

    /** A connection with what hangs on it. */
    record Session(
            Connection connection,
            TargetTables tables,
            LaneLedger ledger,
            RejectedRows rejected,
            Manifests manifests,
            Tombstones tombstones,
            ReplayedRows replayed) {}

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
            return new LaneTransaction(s, database.engine(), partIds, rules, stager, lane).write(batches);
        });
    }

    /**
     * Records that the part is refused for good, and tells how many of its rows were not known to be.
     *
     * @param replay which replay has brought it about; null when none
     */
    public int bury(String part, long run, int lane, TableName table, @Nullable Replay replay) {
        return inTransaction("recording a dead letter", s -> {
            s.connection().setAutoCommit(false);
            s.ledger().lock(lane);
            int rows = s.rejected().dead(part);
            RowCounts counts = new RowCounts(0, 0, 0, 0, rows, -rows);
            s.ledger().count(run, lane, table, counts);
            if (replay != null) {
                s.replayed().add(replay, counts);
            }
            return rows;
        });
    }

    /**
     * Looks whether the target takes writes.
     *
     * @throws Failure with {@code OUTAGE} when it does not
     */
    public void probe() {
        inTransaction("looking whether the target takes writes", s -> {
            s.connection().setAutoCommit(false);
            s.ledger().touch();
            return true;
        });
    }

    /** Records that the bus has accepted parts of a batch. */
    public void sent(List<Part> parts) {
        inTransaction("recording a sent part", s -> {
            s.connection().setAutoCommit(false);
            for (Part part : parts) {
                s.rejected().sent(part);
            }
            return true;
        });
    }

    /**
     * Records how many batches a run has sent in all. Safe to repeat.
     *
     * @param batches by lane
     * @param replay which replay has brought this; null when none
     */
    public void end(long run, Map<Integer, Long> batches, @Nullable Replay replay) {
        inTransaction("recording the end of a run", s -> {
            s.connection().setAutoCommit(false);
            s.manifests().note(run, batches);
            if (replay != null) {
                s.replayed().begin(replay);
            }
            return true;
        });
    }

    /** Runs again what lost a deadlock: the server rolled it back, nobody is at fault. */
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
            Connection connection = database.connectForSmallSteps();
            open = new Session(
                    connection,
                    new TargetTables(database, connection, landing),
                    new LaneLedger(connection, database.engine(), job, clock),
                    new RejectedRows(connection, database.engine(), job),
                    new Manifests(connection, database.engine(), job),
                    new Tombstones(connection, database.engine(), job, clock),
                    new ReplayedRows(connection, database.engine(), job));
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
