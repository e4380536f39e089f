package io.rowferry.target;

import io.rowferry.ledger.RejectedRows.Due;
import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import io.rowferry.target.LaneWriter.Session;
import java.sql.SQLException;

/** What is special about dead letters that come again, and what comes of them. One transaction; one thread. */
final class Replays {
    private final Session session;
    private final int lane;

    Replays(Session session, int lane) {
        this.session = session;
        this.lane = lane;
    }

    /** Which rows of a part that has come are to be tried; those that were refused for good, too, when it is a replay. */
    Due due(RowsToWrite part) throws SQLException {
        Replay replay = part.replay();
        if (replay == null) {
            return session.rejected().due(part.id(), part.attempt());
        }
        int dead = session.rejected().revive(part.id(), part.attempt());
        if (dead > 0) {
            session.ledger().count(part.order().run(), lane, part.table(), new RowCounts(0, 0, 0, 0, -dead, dead));
        }
        Due due = session.rejected().due(part.id(), part.attempt());
        if (part.id().equals(replay.id()) && session.replayed().begin(replay)) {
            session.replayed()
                    .add(replay, new RowCounts(0, 0, 0, 0, 0, due.due().size()));
        }
        return due;
    }

    /** Notes what has become of a batch's rows. */
    void note(RowsToWrite batch, RowCounts counts) throws SQLException {
        Replay replay = batch.replay();
        if (replay != null) {
            session.replayed().add(replay, counts);
        }
    }
}
