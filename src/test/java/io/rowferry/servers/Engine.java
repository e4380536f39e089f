package io.rowferry.servers;

import java.util.stream.Stream;

/** The database engines that the tests run for real. */
public enum Engine {
    POSTGRESQL,
    MARIADB,
    MYSQL;

    /** Those that this test run has. */
    static Stream<Engine> present() {
        return Stream.of(values()).filter(engine -> engine != MYSQL || MySqlServer.isPresent());
    }
}
