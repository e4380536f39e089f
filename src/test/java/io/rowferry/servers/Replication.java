package io.rowferry.servers;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A primary and a replica that follows it at once, until it is told to pause: two servers for the caller alone, who closes
 * them with this. Logins, databases and rows of the primary are all on the replica, which takes no writes (on MariaDB and
 * MySQL: but the administrator's).
 */
public abstract sealed class Replication implements AutoCloseable permits PostgresReplication, MySqlFamilyReplication {
    /** Much more than a replica that does follow ever needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DatabaseServer primary;
    private final DatabaseServer replica;

    Replication(DatabaseServer primary, DatabaseServer replica) {
        this.primary = primary;
        this.replica = replica;
    }

    /** Starts both and returns when they take connections. */
    public static Replication start(Engine engine) throws IOException {
        return switch (engine) {
            case POSTGRESQL -> PostgresReplication.begin();
            case MARIADB, MYSQL -> MySqlFamilyReplication.begin(engine);
        };
    }

    public DatabaseServer primary() {
        return primary;
    }

    public DatabaseServer replica() {
        return replica;
    }

    /** When this returns the replica shows no more of what the primary commits, although it still receives it. */
    public abstract void pause() throws SQLException;

    /** Ends a pause; {@link #catchUp} waits until the backlog is worked off. */
    public abstract void resume() throws SQLException;

    /**
     * Returns once the replica shows all that the primary had committed before the call. Throws IllegalStateException
     * when it does not within half a minute, as it does not in a pause.
     */
    public final void catchUp() throws SQLException {
        if (!catchUpWithin(PATIENCE)) {
            throw new IllegalStateException("the replica on port " + replica.port() + " does not replay");
        }
    }

    /** As {@link #catchUp}; whether the replica did it in time. */
    abstract boolean catchUpWithin(Duration patience) throws SQLException;

    @Override
    public void close() throws IOException {
        try (primary) {
            replica.close();
        }
    }
}
