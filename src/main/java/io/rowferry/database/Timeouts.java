package io.rowferry.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * How long a session waits before it takes the server for one that does not serve. Without these, drivers and PostgreSQL
 * wait without end for a server that stands still, for a link that is cut without a word and for another's lock.
 *
 * @param lock for a lock that somebody else holds
 */
record Timeouts(Duration lock) {
    private static final Timeouts WRITING = new Timeouts(Duration.ofSeconds(10));

    /** Whoever changes a table may need a while. */
    private static final Timeouts READING = new Timeouts(Duration.ofMinutes(1));

    /**
     * For the first bytes of an answer, and for the next ones, unless the URL says otherwise: to count, sort or hash a large
     * table takes long before its first row.
     */
    private static final Duration ANSWER = Duration.ofMinutes(30);

    /** The same where all is done in small steps. */
    private static final Duration SMALL_STEP = Duration.ofMinutes(5);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LOGIN = Duration.ofSeconds(30);

    static Timeouts of(boolean readOnly) {
        return readOnly ? READING : WRITING;
    }

    /** What PostgreSQL's driver is told. */
    void forPostgreSql(String url, Properties properties) {
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(LOGIN.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", KeptAliveSockets.class.getName());
        answer(url, properties, ANSWER.toSeconds());
    }

    /** What MariaDB's driver is told. */
    void forMySqlFamily(String url, Properties properties) {
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("tcpKeepIdle", Integer.toString(KeptAliveSockets.IDLE));
        properties.setProperty("tcpKeepInterval", Integer.toString(KeptAliveSockets.INTERVAL));
        properties.setProperty("tcpKeepCount", Integer.toString(KeptAliveSockets.COUNT));
        answer(url, properties, ANSWER.toMillis());
    }

    /** Has a session wait less for each answer, until the pool gets it back. */
    static void forSmallSteps(Connection connection) throws SQLException {
        int least = Math.toIntExact(SMALL_STEP.toMillis());
        int now = connection.getNetworkTimeout();
        if (now == 0 || now > least) {
            connection.setNetworkTimeout(Runnable::run, least);
        }
    }

    private static void answer(String url, Properties properties, long wait) {
        if (!url.contains("socketTimeout=")) {
            properties.setProperty("socketTimeout", Long.toString(wait));
        }
    }
}
