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
                "SELECT m.batches <= coalesce((SELECT sum(c.batches) FROM " + session.table("counts")
                        + " c WHERE c.job = m.job AND c.run = m.run AND c.lane = m.lane), 0) FROM "
                        + session.table("manifests") + " m WHERE m.job = ? AND m.run = ?",
                List.of(session.job(), run),
                row -> row.getBoolean(1));
        return !lanes.isEmpty() && lanes.stream().allMatch(whole -> whole);
    }
}
