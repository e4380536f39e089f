package io.rowferry.database;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** What a server of the MySQL family says of itself to any login. */
record MySqlVariables(Map<String, String> values) {
    MySqlVariables {
        values = Map.copyOf(values);
    }

    static MySqlVariables of(Connection connection) throws SQLException {
        Map<String, String> values = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SHOW GLOBAL VARIABLES WHERE variable_name IN ('log_bin',"
                                + " 'read_only', 'server_id', 'server_uuid', 'gtid_mode', 'gtid_binlog_pos', 'gtid_slave_pos')")) {
            while (result.next()) {
                values.put(result.getString(1), result.getString(2));
            }
        }
        return new MySqlVariables(values);
    }

    /** Empty for what this server does not know. */
    String get(String name) {
        return values.getOrDefault(name, "");
    }

    boolean isOn(String name) {
        return get(name).equals("ON");
    }

    /**
     * Makes sure that this is a copy: what takes writes of its own, as one that was promoted does, holds more than the log.
     *
     * @param identity the variable that tells servers apart
     * @param primary its value on the primary
     */
    void checkReplica(String identity, String primary) {
        if (get(identity).equals(primary)) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "replica: names the same server as url:, or one with the same " + identity,
                    "Let replica: name a replica of url:, or leave it out.");
        } else if (get("read_only").equals("OFF")) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the server that replica: names takes writes, so that it may hold other rows than the primary",
                    "SET GLOBAL read_only = ON there, as on any replica; or leave replica: out.");
        }
    }
}
