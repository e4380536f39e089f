package io.rowferry.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens connections whose sessions mean what rowferry means; a pool above it keeps them. */
final class PinnedSource implements DataSource {
    /** What sessions that only read call themselves, so that nobody waits for them as for one that may write. */
    static final String READER = "rowferry reader";

    private static final String WRITER = "rowferry";

    private final Login login;
    private final Engine engine;
    private final boolean readOnly;

    PinnedSource(Login login, Engine engine, boolean readOnly) {
        this.login = login;
        this.engine = engine;
        this.readOnly = readOnly;
    }

    /** A session as the driver opens it, not yet pinned. */
    static Connection open(Login login, boolean readOnly) throws SQLException {
        String application = readOnly ? READER : WRITER;
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password().get());
        String url = login.url();
        if (url.startsWith("jdbc:postgresql:")) {
            properties.setProperty("ApplicationName", application);
            Timeouts.of(readOnly).forPostgreSql(url, properties);
        } else {
            // One driver for the whole family: it reads three times as fast as the other and keeps microseconds.
            url = url.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
            properties.setProperty("connectionAttributes", "program_name:" + application);
            Timeouts.of(readOnly).forMySqlFamily(url, properties);
            properties.setProperty("allowPublicKeyRetrieval", "true");
            properties.setProperty("allowLocalInfile", "true");
            properties.setProperty("tinyInt1isBit", "false");
            properties.setProperty("yearIsDateType", "false");
        }
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = open(login, readOnly);
        try {
            engine.pin(connection, readOnly);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("one login only");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("logs through slf4j");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
