package io.rowferry.database;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The binary log of MariaDB, by global transaction ids.
 *
 * <p>A transaction is in the log before its commit is seen: the log is the coordinator between the prepare and the commit of
 * each, the second phase of an XA transaction included. So that whatever a session sees committed, or no longer sees open,
 * lies before a position that is taken afterwards; what is only in the log by then does no harm.
 */
final class MariaDbLog {
    private static final String IDENTITY = "server_id";

    private MariaDbLog() {}

    static LogPosition position(Connection primary) throws SQLException {
        MySqlVariables variables = MySqlVariables.of(primary);
        String position = variables.get("gtid_binlog_pos");
        if (!variables.isOn("log_bin") || position.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the primary has no position in a binary log, so that nothing tells how far its replica is",
                    "Start the primary with log_bin, let replica: follow by it, and run this again; or leave replica: out.");
        }
        return new LogPosition(variables.get(IDENTITY), position);
    }

    static Optional<String> behind(Connection replica, LogPosition position) throws SQLException {
        // First, so that the positions that are compared are those of then or later ones.
        boolean hasReplayed = hasReplayed(replica, position);
        MySqlVariables variables = MySqlVariables.of(replica);
        variables.checkReplica(IDENTITY, position.server());
        Map<String, Gtid> written = Gtid.read(position.place());
        Map<String, Gtid> replayed = Gtid.read(variables.get("gtid_slave_pos"));
        boolean follows = !replayed.isEmpty();
        long missing = 0;
        for (Map.Entry<String, Gtid> domain : written.entrySet()) {
            Gtid last = domain.getValue();
            Gtid there = replayed.get(domain.getKey());
            missing += there == null ? last.number() : Math.max(0, last.number() - there.number());
            // What follows in the domain is the primary's own: it replicates from nobody.
            follows &= there == null
                    || there.number() < last.number()
                    || there.server().equals(last.server())
                    || there.server().equals(position.server());
        }
        if (!follows) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the server that replica: names is no replica of url:, by their positions " + position.place()
                            + " and \"" + variables.get("gtid_slave_pos") + "\"",
                    "Let replica: name a replica of url:, or leave it out.");
        }
        return hasReplayed
                ? Optional.empty()
                : Optional.of((missing == 1 ? "1 transaction" : missing + " transactions") + " behind");
    }

    private static boolean hasReplayed(Connection replica, LogPosition position) throws SQLException {
        try (PreparedStatement statement = replica.prepareStatement("SELECT master_gtid_wait(?, 0)")) {
            statement.setString(1, position.place());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1) == 0;
            }
        }
    }

    /** The last transaction of a domain: who wrote it, and its number there. */
    private record Gtid(String server, long number) {
        /** By domain, from {@code 0-3301-57,1-3301-9}. */
        static Map<String, Gtid> read(String position) {
            Map<String, Gtid> last = new HashMap<>();
            for (String gtid : position.split(",", -1)) {
                String[] parts = gtid.trim().split("-", -1);
                if (parts.length == 3) {
                    last.put(parts[0], new Gtid(parts[1], Long.parseLong(parts[2])));
                }
            }
            return last;
        }
    }
}
