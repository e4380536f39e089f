package io.rowferry.database;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;

/** The log that standbys replay, all of it open to any login. */
final class PostgreSqlLog {
    /**
     * Where the next record begins, not where the log is written to: a commit that nobody waited for (synchronous_commit off)
     * is seen by others before it is written. At the beginning of a page that is behind the page's header, which a standby
     * replays only with a record behind it, so that the end of the page before is meant.
     */
    private static final String POSITION =
            "SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()),"
                    + " CASE WHEN pg_is_in_recovery() THEN NULL ELSE (SELECT CASE"
                    + " WHEN mod(pg_wal_lsn_diff(l, '0/0'), pg_size_bytes(current_setting('wal_segment_size'))) = 40 THEN l - 40"
                    + " WHEN mod(pg_wal_lsn_diff(l, '0/0'), current_setting('wal_block_size')::int) = 24 THEN l - 24"
                    + " ELSE l END FROM (SELECT pg_current_wal_insert_lsn() AS l) p)::text END";

    private static final String REPLAYED = "SELECT pg_is_in_recovery(),"
            + " (SELECT system_identifier FROM pg_control_system()), coalesce(r >= l, false),"
            + " pg_size_pretty(pg_wal_lsn_diff(l, coalesce(r, '0/0'))), pg_is_in_recovery() AND pg_is_wal_replay_paused()"
            + " FROM (SELECT ?::pg_lsn AS l, pg_last_wal_replay_lsn() AS r) p";

    private PostgreSqlLog() {}

    static LogPosition position(Connection primary) throws SQLException {
        try (Statement statement = primary.createStatement();
                ResultSet result = statement.executeQuery(POSITION)) {
            result.next();
            if (result.getBoolean(1)) {
                throw PostgreSqlActivity.standby();
            }
            return new LogPosition(result.getString(2), Objects.requireNonNull(result.getString(3)));
        }
    }

    /** What it shows is in the order of the log, so that all that was committed before the position is there. */
    static Optional<String> behind(Connection replica, LogPosition position) throws SQLException {
        try (PreparedStatement statement = replica.prepareStatement(REPLAYED)) {
            statement.setString(1, position.place());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (!result.getBoolean(1)) {
                    throw new Failure(
                            ExitCode.REFUSED,
                            "the server that replica: names is no standby, so that it may hold other rows than the primary",
                            "Let replica: name a standby of url:, or leave it out.");
                } else if (!result.getString(2).equals(position.server())) {
                    throw new Failure(
                            ExitCode.REFUSED,
                            "the server that replica: names is a standby of another server than url:",
                            "Let replica: name a standby of url:, or leave it out.");
                } else if (result.getBoolean(3)) {
                    return Optional.empty();
                }
                return Optional.of(result.getString(4) + " of log behind"
                        + (result.getBoolean(5) ? ", and its replay is paused" : ""));
            }
        }
    }
}
