package io.rowferry.target;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Fault;
import io.rowferry.ledger.LaneLedger;
import io.rowferry.table.Column;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import io.rowferry.target.Isolation.Refused;
import io.rowferry.target.TargetTables.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
    private record Session(Connection connection, TargetTables tables, LaneLedger ledger) {}

    /**
     * Writes the rows of these batches that are newer than what the target holds, records the batches, commits.
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
            return write(s, lane, batches);
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

    private List<Outcome> write(Session s, int lane, List<RowsToWrite> batches) throws SQLException {
        Order highest = s.ledger().lock(lane);
        Map<String, String> recorded =
                s.ledger().recorded(batches.stream().map(RowsToWrite::id).toList());
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Order reached = highest;
        for (List<RowsToWrite> group : Groups.of(batches)) {
            List<RowsToWrite> fresh = new ArrayList<>();
            for (RowsToWrite batch : group) {
                String checksum = recorded.get(batch.id());
                if (checksum == null) {
                    recorded.put(batch.id(), batch.checksum());
                    fresh.add(batch);
                } else if (checksum.equals(batch.checksum())) {
                    outcomes.putIfAbsent(
                            batch.id(),
                            new Outcome(false, RowCounts.NONE, s.ledger().unsent(batch.id())));
                } else {
                    throw sameIdOtherContent(batch);
                }
            }
            List<Refused> unstageable = stage(s, fresh);
            int from = 0;
            for (RowsToWrite batch : fresh) {
                boolean inOrder = batch.order().compareTo(reached) > 0;
                outcomes.put(batch.id(), writeBatch(s, lane, batch, from, inOrder, unstageable));
                from += batch.rows().count();
                reached = inOrder ? batch.order() : reached;
            }
        }
        if (reached.compareTo(highest) > 0) {
            s.ledger().advance(lane, reached);
        }
        return batches.stream().map(batch -> outcomes.get(batch.id())).toList();
    }

    /** Answers the rows that cannot even be staged. */
    private List<Refused> stage(Session s, List<RowsToWrite> batches) throws SQLException {
        if (batches.isEmpty()) {
            return List.of();
        }
        if (!s.tables().isUnchanged(batches.get(0))) {
            throw new TableChanged();
        }
        return stager.stage(s.tables().of(batches.get(0)), batches);
    }

    /** The statements at hand were made for what a table was before. */
    private static final class TableChanged extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Outcome writeBatch(
            Session s, int lane, RowsToWrite batch, int from, boolean inOrder, List<Refused> unstageable)
            throws SQLException {
        TargetTable table = s.tables().of(batch);
        int to = from + batch.rows().count();
        List<Refused> refused = unstageable.stream()
                .filter(row -> row.number() >= from && row.number() < to)
                .toList();
        Isolation isolation = new Isolation(s.connection(), database.engine(), table.write(), inOrder, refused);
        isolation.write(from, to);
        RowCounts counts = new RowCounts(
                isolation.applied(),
                isolation.unchanged(),
                isolation.stale(),
                0,
                0,
                isolation.refused().size());
        s.ledger().record(batch.id(), batch.order(), lane, batch.table(), batch.checksum(), counts);
        List<Rejection> rejections = rejections(batch, from, isolation.refused());
        for (Map.Entry<Reason, List<Rejection>> part : byReason(rejections).entrySet()) {
            String id = partIds.of(batch.id(), part.getKey());
            s.ledger().reject(batch.id(), id, batch.order(), lane, batch.table(), part.getValue());
        }
        return new Outcome(true, counts, rejections);
    }

    /** Refused rows by what will carry them: one part for each reason. */
    public static Map<Reason, List<Rejection>> byReason(List<Rejection> rejections) {
        Map<Reason, List<Rejection>> parts = new LinkedHashMap<>();
        rejections.forEach(
                r -> parts.computeIfAbsent(r.reason(), k -> new ArrayList<>()).add(r));
        return parts;
    }

    private static List<Rejection> rejections(RowsToWrite batch, int from, List<Refused> refused) {
        List<Integer> ordinals = refused.stream().map(r -> r.number() - from).toList();
        List<@Nullable String[]> rows = batch.rows().at(ordinals);
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < ordinals.size(); i++) {
            String key = key(batch, rows.get(i));
            rejections.add(new Rejection(
                    ordinals.get(i),
                    key,
                    refused.get(i).reason(),
                    refused.get(i).words()));
        }
        return rejections;
    }

    private static String key(RowsToWrite batch, @Nullable String[] row) {
        return batch.key().stream()
                .map(name -> String.valueOf(row[place(batch, name)]).replace("\0", "\\0"))
                .collect(Collectors.joining(","));
    }

    private static int place(RowsToWrite batch, String column) {
        return batch.columns().stream().map(Column::name).toList().indexOf(column);
    }

    private Failure sameIdOtherContent(RowsToWrite batch) {
        return new Failure(
                ExitCode.REFUSED,
                "batch " + batch.id() + " of " + batch.table() + " was applied before with other content",
                "Somebody else writes into this queue or has changed a message. Find out who; the message waits.");
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
            } catch (TableChanged e) {
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
                    new LaneLedger(connection, database.engine(), job, clock));
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
