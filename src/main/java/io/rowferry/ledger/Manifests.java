package io.rowferry.ledger;

import io.rowferry.database.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * What runs say of themselves at their end, told from inside the target's own transactions. Bound to one connection; one
 * thread.
 */
public final class Manifests {
    /** So many runs are looked back, about a day of minutely ones: what is older has hardly a row on its way. */
    private static final int RUNS_BACK = 1_500;

    private final LedgerSession session;

    /** Speaks for the job through a connection that stays the caller's. */
    public Manifests(Connection connection, Engine engine, String job) {
        this.session = new LedgerSession(connection, engine, job);
    }

    /**
     * Notes how many batches a run has sent. Safe to repeat.
     *
     * @param batches by lane
     */
    public void note(long run, Map<Integer, Long> batches) throws SQLException {
        String insert =
                session.engine().insertIfAbsent(session.table("manifests"), List.of("job", "run", "lane", "batches"));
        for (Map.Entry<Integer, Long> lane : batches.entrySet()) {
            session.update(insert, List.of(session.job(), run, lane.getKey(), lane.getValue()));
        }
    }

    /** True when the run has ended and each of its batches was applied, so that none can still bring a row's parent. */
    public boolean isClosed(long run) throws SQLException {
        List<Boolean> lanes = session.query(
                "SELECT m.batches <= " + applied() + " FROM " + session.table("manifests")
                        + " m WHERE m.job = ? AND m.run = ?",
                List.of(session.job(), run),
                row -> row.getBoolean(1));
        return !lanes.isEmpty() && lanes.stream().allMatch(whole -> whole);
    }

    /** True when a run before this one has ended, and not all of its batches were applied. */
    public boolean anyOpenBefore(long run) throws SQLException {
        return isThere(
                "SELECT 1 FROM " + session.table("manifests") + " m WHERE m.job = ? AND m.run >= ? AND m.run < ?"
                        + " AND m.batches > " + applied() + " LIMIT 1",
                run);
    }

    /** True when batches of a run before this one were applied, and it has not said how many there are. */
    public boolean anyEndlessBefore(long run) throws SQLException {
        return isThere(
                "SELECT 1 FROM " + session.table("counts") + " c WHERE c.job = ? AND c.run >= ? AND c.run < ?"
                        + " AND NOT EXISTS (SELECT 1 FROM " + session.table("manifests")
                        + " m WHERE m.job = c.job AND m.run = c.run) LIMIT 1",
                run);
    }

    /** How many batches of a manifest's lane were applied. */
    private String applied() {
        return "coalesce((SELECT sum(c.batches) FROM " + session.table("counts")
                + " c WHERE c.job = m.job AND c.run = m.run AND c.lane = m.lane), 0)";
    }

    private boolean isThere(String sql, long run) throws SQLException {
        return !session.query(sql, List.of(session.job(), run - RUNS_BACK, run), row -> 1)
                .isEmpty();
    }
}
