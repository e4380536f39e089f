package io.rowferry.servers;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The databases of the demo: the source {@code crm} on PostgreSQL, the target {@code crm} on MariaDB, and, if wanted,
 * the target {@code crm_copy} on PostgreSQL. They belong to the user {@code crm}, who may do in them what he likes, may
 * look at other sessions' transactions, and is no administrator.
 */
final class CrmDatabases {
    private static final String OWNER = "crm";
    private static final String PASSWORD = "crm-secret";

    private final PostgresServer postgres;
    private final MariaDbServer mariaDb;
    private final TestDatabase source;
    private final TestDatabase target;
    private final @Nullable TestDatabase copy;

    CrmDatabases(PostgresServer postgres, MariaDbServer mariaDb, boolean withCopy) {
        this.postgres = postgres;
        this.mariaDb = mariaDb;
        this.source = postgres.database("crm");
        this.target = mariaDb.database("crm");
        this.copy = withCopy ? postgres.database("crm_copy") : null;
    }

    /** Makes all of it, with the eight TPC-H tables; returns the rows in the source. */
    long fill(double scale) throws SQLException, IOException {
        createDatabases();
        for (TestDatabase database : all()) {
            Tpch.createTables(database.as(OWNER, PASSWORD));
        }
        return Tpch.fill(source, scale);
    }

    /** Makes all of it, with the orders alone; returns the rows in the source. */
    long fillOrders(long rows) throws SQLException, IOException {
        createDatabases();
        for (TestDatabase database : all()) {
            Tpch.createOrders(database.as(OWNER, PASSWORD));
        }
        return Tpch.fillOrders(source, rows);
    }

    private void createDatabases() throws SQLException {
        postgres.database("postgres")
                .execute("create user " + OWNER + " password '" + PASSWORD + "'", "grant pg_monitor to " + OWNER);
        for (TestDatabase database : all()) {
            switch (database.engine()) {
                case POSTGRESQL ->
                    postgres.createDatabase(database.name())
                            .execute("alter database " + database.name() + " owner to " + OWNER);
                case MARIADB, MYSQL ->
                    mariaDb.createDatabase(database.name())
                            .execute(
                                    "create user " + OWNER + " identified by '" + PASSWORD + "'",
                                    "grant all on " + database.name() + ".* to " + OWNER,
                                    "grant process on *.* to " + OWNER);
            }
        }
    }

    private List<TestDatabase> all() {
        List<TestDatabase> all = new ArrayList<>(List.of(source, target));
        if (copy != null) {
            all.add(copy);
        }
        return all;
    }

    /** How to reach them, and the servers' processes, as assignments of the shell. */
    String env() throws IOException {
        StringBuilder env = new StringBuilder();
        describe(env, "SOURCE", source);
        describe(env, "TARGET", target);
        if (copy != null) {
            describe(env, "COPY", copy);
        }
        describe(env, "POSTGRES", postgres);
        describe(env, "MARIADB", mariaDb);
        return assign(env, "SERVERS_PID", ProcessHandle.current().pid()).toString();
    }

    private static void describe(StringBuilder env, String role, TestDatabase database) {
        assign(env, role + "_URL", database.jdbcUrl());
        assign(env, role + "_USER", OWNER);
        assign(env, role + "_PASSWORD", PASSWORD);
    }

    private static void describe(StringBuilder env, String name, DatabaseServer server) throws IOException {
        assign(env, name + "_PORT", server.port());
        assign(env, name + "_PID", server.pid());
        TestDatabase admin = server.database("crm");
        assign(env, name + "_ADMIN_USER", admin.user());
        assign(env, name + "_ADMIN_PASSWORD", admin.password());
    }

    private static StringBuilder assign(StringBuilder env, String name, Object value) {
        return env.append(name).append("='").append(value).append("'\n");
    }
}
