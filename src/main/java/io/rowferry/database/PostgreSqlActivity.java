package io.rowferry.database;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.OpenTransaction.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists what is open by the locks that every transaction holds on its own virtual id from its first moment on, which any
 * login may see; start times are for people alone, since they are hidden from most.
 */
final class PostgreSqlActivity {
    /** A promoted standby keeps the identifier and begins another timeline. */
    private static final String SERVER = "SELECT statement_timestamp(), pg_is_in_recovery(), CASE WHEN"
            + " pg_is_in_recovery() THEN '' ELSE (SELECT system_identifier FROM pg_control_system()) || '/'"
            + " || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END";

    /** Sessions without a user are the server's own, such as autovacuum, and write no rows. */
    private static final String TRANSACTIONS = "SELECT l.virtualxid || ' of ' || pg_postmaster_start_time(), l.pid,"
            + " a.usename, a.application_name, a.xact_start"
            + " FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
            + " WHERE l.locktype = 'virtualxid' AND l.granted AND l.pid <> pg_backend_pid()"
            + " AND (a.pid IS NULL OR (a.usesysid IS NOT NULL AND coalesce(a.datname = current_database(), true)"
            + " AND a.application_name <> '" + PinnedSource.READER + "'))";

    private static final String PREPARED =
            "SELECT gid, owner, prepared FROM pg_prepared_xacts WHERE database = current_database()";

    private static final String SUBSCRIPTION = "SELECT s.subname FROM pg_subscription_rel r"
            + " JOIN pg_subscription s ON s.oid = r.srsubid WHERE r.srrelid = to_regclass(?) AND s.subenabled";

    private PostgreSqlActivity() {}

    /** In this order: what leaves the list of transactions by being prepared is in the other one by then. */
    static OpenTransactions of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Instant at;
            String server;
            try (ResultSet result = statement.executeQuery(SERVER)) {
                result.next();
                if (result.getBoolean(2)) {
                    throw standby();
                }
                at = result.getObject(1, OffsetDateTime.class).toInstant();
                server = result.getString(3);
            }
            List<OpenTransaction> open = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(TRANSACTIONS)) {
                while (result.next()) {
                    open.add(new OpenTransaction(
                            Kind.TRANSACTION,
                            result.getString(1),
                            result.getString(2),
                            result.getString(3),
                            orNull(result.getString(4)),
                            instant(result, 5)));
                }
            }
            try (ResultSet result = statement.executeQuery(PREPARED)) {
                while (result.next()) {
                    open.add(new OpenTransaction(
                            Kind.PREPARED, result.getString(1), null, result.getString(2), null, instant(result, 3)));
                }
            }
            return new OpenTransactions(at, server, open);
        }
    }

    /** What to say of a standby in its primary's place. */
    static Failure standby() {
        return new Failure(
                ExitCode.REFUSED,
                "the source is a standby, where the transactions of its primary cannot be seen",
                "Let url: name the primary, and replica: this standby; or declare horizon: lag(15m), with the age that no"
                        + " transaction exceeds.");
    }

    /** The subscription that brings rows of a table from another server, if there is one that is not switched off. */
    static Optional<String> subscription(Connection connection, String quotedTable) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUBSCRIPTION)) {
            statement.setString(1, quotedTable);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.of("the subscription " + result.getString(1)) : Optional.empty();
            }
        }
    }

    private static @Nullable Instant instant(ResultSet result, int column) throws SQLException {
        OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
