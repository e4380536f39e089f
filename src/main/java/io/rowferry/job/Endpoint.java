package io.rowferry.job;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * One database server and who connects to it.
 *
 * @param url a JDBC URL: {@code jdbc:postgresql:}, {@code jdbc:mysql:} or {@code jdbc:mariadb:}; holds no password
 * @param replica the JDBC URL of a replica of it, for the same login, that rows are read from; null for none, as for all but
 *     a source
 * @param zone how to read columns that carry no zone of their own; null when not declared
 */
public record Endpoint(
        String url,
        @Nullable String replica,
        String user,
        Secret password,
        @Nullable ZoneId zone) {
    /** Which database it is: the URL without its parameters. */
    String database() {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /** Without the URL's parameters, which may name files and accounts that a log need not know. */
    @Override
    public String toString() {
        return user + " at " + database();
    }
}
