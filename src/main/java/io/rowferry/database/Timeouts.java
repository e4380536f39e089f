package io.rowferry.database;

import java.time.Duration;
import java.util.Properties;

/**
 * How long a session waits before it takes the server for one that does not serve. Without these, drivers and PostgreSQL
 * wait without end for a server that stands still, for a link that is cut without a word and for another's lock.
 *
 * @param lock for a lock that somebody else holds
 * @param answer for the first bytes of an answer, and for the next ones; a URL with a {@code socketTimeout} has its own
 */
record Timeouts(Duration lock, Duration answer) {
    /** What is written is written in small steps, and read from what has an index. */
    private static final Timeouts WRITING = new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(5));

    /** Counting or sorting a large table takes long before its first row; whoever changes a table may need a while. */
    private static final Timeouts READING = new Timeouts(Duration.ofMinutes(1), Duration.ofMinutes(30));

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
        answer(url, properties, answer.toSeconds());
    }

    /** What MariaDB's driver is told. */
    void forMySqlFamily(String url, Properties properties) {
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("tcpKeepIdle", Integer.toString(KeptAliveSockets.IDLE));
        properties.setProperty("tcpKeepInterval", Integer.toString(KeptAliveSockets.INTERVAL));
        properties.setProperty("tcpKeepCount", Integer.toString(KeptAliveSockets.COUNT));
        answer(url, properties, answer.toMillis());
    }

    private static void answer(String url, Properties properties, long wait) {
        if (!url.contains("socketTimeout=")) {
            properties.setProperty("socketTimeout", Long.toString(wait));
        }
    }
}
