package io.rowferry.database;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The binary log of MySQL, by global transaction ids.
 *
 * <p>A transaction's commit is seen a moment before its id is among the executed ones. Until then it is among those that are
 * owned, from before it is written into the log; these are asked first, so that none slips through in between.
 */
final class MySqlLog {
    private static final String IDENTITY = "server_uuid";
    private static final Pattern OWNER = Pattern.compile("#\\d+");
    private static final Pattern NUMBERS = Pattern.compile("(?<=:)(\\d+)(?:-(\\d+))?(?=[:,\\s]|$)");

    private MySqlLog() {}

    static LogPosition position(Connection primary) throws SQLException {
        MySqlVariables variables = MySqlVariables.of(primary);
        String owned =
                OWNER.matcher(answer(primary, "SELECT @@global.gtid_owned")).replaceAll("");
        String executed = answer(primary, "SELECT @@global.gtid_executed");
        if (!variables.isOn("log_bin") || !variables.isOn("gtid_mode") || executed.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the primary has no position in a binary log, so that nothing tells how far its replica is",
                    "Start the primary with log_bin, gtid_mode = ON and enforce_gtid_consistency = ON, let replica: follow"
                            + " by them, and run this again; or leave replica: out.");
        }
        return new LogPosition(variables.get(IDENTITY), owned.isEmpty() ? executed : executed + "," + owned);
    }

    /** The ids hold the server's own, which no other server's can be taken for. */
    static Optional<String> behind(Connection replica, LogPosition position) throws SQLException {
        MySqlVariables.of(replica).checkReplica(IDENTITY, position.server());
        try (PreparedStatement statement =
                replica.prepareStatement("SELECT gtid_subtract(?, @@global.gtid_executed)")) {
            statement.setString(1, position.place());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                String missing = result.getString(1);
                long count = count(missing);
                return missing.isEmpty()
                        ? Optional.empty()
                        : Optional.of((count == 1 ? "1 transaction" : count + " transactions") + " behind");
            }
        }
    }

    private static long count(String gtids) {
        return NUMBERS.matcher(gtids)
                .results()
                .mapToLong(range -> range.group(2) == null
                        ? 1
                        : Long.parseLong(range.group(2)) - Long.parseLong(range.group(1)) + 1)
                .sum();
    }

    private static String answer(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
