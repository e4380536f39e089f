package io.rowferry.servers;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** A PostgreSQL and a hot standby of it, which streams. */
final class PostgresReplication extends Replication {
    private static final Duration UNTIL_AT_REST = Duration.ofSeconds(10);

    private final PostgresServer primary;

    private PostgresReplication(PostgresServer primary, PostgresServer standby) {
        super(primary, standby);
        this.primary = primary;
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
        replica().administration().execute("select pg_wal_replay_pause()");
        if (!isSo("pg_get_wal_replay_pause_state() = 'paused'", UNTIL_AT_REST)) {
            throw new IllegalStateException("the standby on port " + replica().port() + " does not pause");
        }
    }

    @Override
    public void resume() throws SQLException {
        replica().administration().execute("select pg_wal_replay_resume()");
    }

    @Override
    boolean catchUpWithin(Duration patience) throws SQLException {
        return isSo("pg_last_wal_replay_lsn() >= '" + primary.markInLog() + "'", patience);
    }

    private boolean isSo(String onStandby, Duration patience) throws SQLException {
        return new Condition(replica().administration(), "select " + onStandby).comesTrue(patience);
    }
}
