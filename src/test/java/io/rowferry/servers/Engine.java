package io.rowferry.servers;

import java.util.stream.Stream;

/** The database engines that the tests run for real. */
public enum Engine {
    POSTGRESQL,
    MARIADB,
    MYSQL;

    /** The type of a column, which MySQL has as MariaDB has it, except that it has none for uuid. */
    public String type(String postgres, String mariaDb) {
        return switch (this) {
            case POSTGRESQL -> postgres;
            case MARIADB -> mariaDb;
            case MYSQL -> mariaDb.equals("uuid") ? "char(36)" : mariaDb;
        };
    }

    /** Those that this test run has. */
    public static Stream<Engine> present() {
        return Stream.of(values()).filter(engine -> engine != MYSQL || MySqlServer.isPresent());
    }
}
