package io.rowferry.servers;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Loads lines with {@code |} between their values by the fastest way that the engine has. Foreign keys are not checked:
 * the caller knows that the rows fit.
 */
final class BulkLoad implements AutoCloseable {
    private final Engine engine;
    private final Connection connection;

    private BulkLoad(Engine engine, Connection connection) {
        this.engine = engine;
        this.connection = connection;
    }

    static BulkLoad into(TestDatabase database) throws SQLException {
        BulkLoad load = new BulkLoad(database.engine(), database.connect());
        switch (database.engine()) {
            case POSTGRESQL -> load.execute("set session_replication_role = replica");
            case MARIADB, MYSQL -> load.execute("set foreign_key_checks = 0, unique_checks = 0");
        }
        return load;
    }

    /** Returns how many rows the server says it loaded. */
    long load(String table, InputStream lines) throws SQLException, IOException {
        long loaded = switch (engine) {
            case POSTGRESQL ->
                new CopyManager(connection.unwrap(BaseConnection.class))
                        .copyIn("copy " + table + " from stdin with (delimiter '|')", lines);
            case MARIADB, MYSQL -> loadData(table, lines);
        };
        execute("analyze " + (engine == Engine.POSTGRESQL ? "" : "table ") + table);
        return loaded;
    }

    private long loadData(String table, InputStream lines) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(lines);
            return statement.executeUpdate("load data local infile 'stream' into table " + table
                    + " character set utf8mb4 fields terminated by '|'");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
