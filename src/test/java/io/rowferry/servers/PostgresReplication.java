package io.rowferry.servers;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A PostgreSQL and a hot standby of it, which streams. */
final class PostgresReplication extends Replication {
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private PostgresReplication(PostgresServer primary, PostgresServer standby) {
        super(primary, standby);
    }

    static PostgresReplication begin() throws IOException {
        PostgresServer primary = PostgresServer.start(Launch.inTemporaryFolder());
        try {
            return new PostgresReplication(primary, PostgresServer.standbyOf(primary, Launch.inTemporaryFolder()));
        } catch (IOException e) {
            primary.close();
            throw e;
        }
    }

    /** Replay comes to rest a moment after it was asked to. */
    @Override
    public void pause() throws SQLException {
        ask(replica(), "select pg_wal_replay_pause()");
        if (!comesTrue("select pg_get_wal_replay_pause_state() = 'paused'", REST)) {
            throw new IllegalStateException("the standby on port " + replica().port() + " does not pause");
        }
    }

    @Override
    public void resume() throws SQLException {
        ask(replica(), "select pg_wal_replay_resume()");
    }

    @Override
    boolean catchUpWithin(Duration patience) throws SQLException {
        String committed = ask(primary(), "select pg_current_wal_lsn()");
        return comesTrue("select pg_last_wal_replay_lsn() >= '" + committed + "'", patience);
    }

    /** Whether the standby says so in time; it has no statement that waits. */
    private boolean comesTrue(String condition, Duration patience) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!"t".equals(ask(replica(), condition))) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }
}
