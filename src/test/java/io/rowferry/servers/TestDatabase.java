package io.rowferry.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One database of a running server, and a user of it.
 *
 * @param name unquoted, as the server knows it
 * @param jdbcUrl of the engine's own driver: {@code jdbc:postgresql://...}, {@code jdbc:mariadb://...} or
 *     {@code jdbc:mysql://...}
 */
public record TestDatabase(Engine engine, String name, String jdbcUrl, String user, String password) {

    /** The same database for another user. */
    public TestDatabase as(String otherUser, String itsPassword) {
        return new TestDatabase(engine, name, jdbcUrl, otherUser, itsPassword);
    }

    /** As a job file names it, with these settings more, such as {@code zone: UTC}. */
    public String endpoint(String... more) {
        String login = "url: \"" + jdbcUrl + "\", user: \"" + user + "\", password: \"" + password + "\"";
        return "{"
                + String.join(
                        ", ", Stream.concat(Stream.of(login), Stream.of(more)).toList()) + "}";
    }

    /** A new connection in auto-commit mode; the caller closes it. */
    public Connection connect() throws SQLException {
        return connect("");
    }

    /** As {@link #connect()}, with parameters of the driver, as a URL has them after its question mark. */
    public Connection connect(String parameters) throws SQLException {
        // MariaDB's driver serves MySQL as well, and asks before it trusts the key that passwords are sent under.
        return jdbcUrl.startsWith("jdbc:mysql:")
                ? open(jdbcUrl.replace("jdbc:mysql:", "jdbc:mariadb:") + "?allowPublicKeyRetrieval=true&" + parameters)
                : open(jdbcUrl + "?" + parameters);
    }

    private Connection open(String url) throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** Executes the statements one after the other in one session, each committed on its own. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** All rows of a query as the driver's text of each value; null is NULL. */
    public List<List<@Nullable String>> query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The number of rows of a table. */
    public long count(String table) throws SQLException {
        return Long.parseLong(
                String.valueOf(query("select count(*) from " + table).get(0).get(0)));
    }

    /** How many sessions in this database stand at a lock of another one: of rows, or of a table. */
    public int waiting() throws SQLException {
        String sessions = engine == Engine.POSTGRESQL
                ? "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
                : "select id from information_schema.processlist where db = database()"
                        + " and (state like 'Waiting for table metadata%' or id in (select trx_mysql_thread_id"
                        + " from information_schema.innodb_trx where trx_state = 'LOCK WAIT'))";
        return query(sessions).size();
    }
}
