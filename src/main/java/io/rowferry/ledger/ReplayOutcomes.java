package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.database.Database;
import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What has become of the rows of replayed dead letters, as the target tells it. Safe for any number of threads. */
public final class ReplayOutcomes {
    private final Database target;

    /** Asks a target that {@link LedgerSchema} has prepared and that stays the caller's. */
    public ReplayOutcomes(Database target) {
        this.target = target;
    }

    /**
     * Of these replays those that have come to the target, whoever applied them. One with pending rows has not met its
     * fate yet; one with no rows at all was done before, so that nothing was left to do.
     */
    public Map<Replay, RowCounts> of(String job, Collection<Replay> replays) {
        Map<Replay, RowCounts> outcomes = new HashMap<>();
        for (List<Replay> some : LedgerSession.slices(List.copyOf(replays))) {
            reach(target, "asking what became of replayed rows", () -> {
                outcomes.putAll(slice(job, some));
                return true;
            });
        }
        outcomes.keySet().retainAll(replays);
        return outcomes;
    }

    private Map<Replay, RowCounts> slice(String job, List<Replay> some) {
        return target.jdbi().withHandle(handle -> {
            Map<Replay, RowCounts> outcomes = new HashMap<>();
            handle.select(
                            "SELECT id, replay, applied, unchanged, stale, deleted, dead_lettered, pending FROM "
                                    + target.engine().ledgerTable("replayed") + " WHERE job = ? AND id IN ("
                                    + LedgerSession.times(some.size(), "?") + ")",
                            Stream.concat(Stream.of(job), some.stream().map(Replay::id))
                                    .toArray())
                    .map((row, context) -> outcomes.put(
                            new Replay(row.getString(1), row.getInt(2)),
                            new RowCounts(
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    row.getLong(6),
                                    row.getLong(7),
                                    row.getLong(8))))
                    .list();
            return outcomes;
        });
    }
}
