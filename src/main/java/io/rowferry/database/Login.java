package io.rowferry.database;

import java.sql.SQLException;
import java.util.function.Supplier;

/**
 * Where a database is and who connects to it.
 *
 * @param url a JDBC URL of PostgreSQL, MySQL or MariaDB, without a password
 * @param password gives the password; asked once for each connection
 */
public record Login(String url, String user, Supplier<String> password) {

    /** The URL without its scheme and parameters, for people: {@code crm-cn:5432/crm}. */
    public String place() {
        String rest = url.replaceFirst("^jdbc:[a-z]+:(//)?", "");
        int query = rest.indexOf('?');
        return query < 0 ? rest : rest.substring(0, query);
    }

    /**
     * The same error, or, where a driver's words repeat a secret, a copy without it: drivers quote the URL and its
     * parameters when they dislike them.
     */
    SQLException concealed(SQLException error) {
        return new Concealment(url, password.get()).of(error);
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return user + "@" + place();
    }
}
