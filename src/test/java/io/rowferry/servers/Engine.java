package io.rowferry.servers;

/** The database engines that the tests run for real. */
public enum Engine {
    POSTGRESQL,
    MARIADB
}
