package io.rowferry.command;

import static io.rowferry.command.BadInput.SECRET;
import static io.rowferry.command.BadInput.source;
import static io.rowferry.command.BadInput.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins that may not do what a run needs: found out before anything is sent or written. */
@SuppressWarnings("NullAway.Init")
class PrivilegesTest {
    private static final String GRANT =
            "Nothing was read or written. Grant SELECT, INSERT and UPDATE on these tables, then run it again.";

    @TempDir
    Path folder;

    private TestDatabase source;

    @BeforeEach
    void fillTheSource() throws SQLException {
        source = Servers.postgres().freshDatabase();
        source.execute(
                "create table orders (id int primary key, a text)",
                "create table order_lines (id int primary key, a text)",
                "insert into orders values (1, 'x')");
    }

    @Test
    void aPostgresqlLoginThatMayOnlyLook() throws SQLException, IOException {
        TestDatabase target = Servers.postgres().freshDatabase();
        String user = "looker_" + target.name();
        target.execute(
                "create user " + user + " password '" + SECRET + "'",
                "create table orders (id int primary key, a text)",
                "create table order_lines (id int primary key, a text)",
                "grant select on orders, order_lines to " + user);
        BadInput job = job(target.as(user, SECRET));
        String at = "PostgreSQL at " + target.jdbcUrl().replaceFirst(".*//", "");

        job.fails(
                2,
                at + " refused writing orders: ERROR: permission denied for table orders\n" + at
                        + " refused writing order_lines: ERROR: permission denied for table order_lines",
                GRANT);
        target.execute("grant insert, update on orders, order_lines to " + user);
        job.fails(
                2,
                at + " refused creating rowferry's ledger tables: ERROR: permission denied for database "
                        + target.name(),
                "Grant " + user + " what is missing, or correct the job file.");

        assertThat(target.count("orders")).isZero();
        assertThat(target.query("select to_regnamespace('rowferry')").toString())
                .isEqualTo("[[null]]");
    }

    @Test
    void aMariaDbLoginThatMayOnlyLook() throws SQLException, IOException {
        TestDatabase target = Servers.mariaDb().freshDatabase();
        String user = "looker_" + target.name();
        target.execute(
                "create user " + user + " identified by '" + SECRET + "'",
                "create table orders (id int primary key, a text)",
                "create table order_lines (id int primary key, a text)",
                "grant select on " + target.name() + ".* to " + user);
        BadInput job = job(target.as(user, SECRET));
        String at = "MariaDB at " + target.jdbcUrl().replaceFirst(".*//", "");
        String denied = " command denied to user '" + user + "'@'127.0.0.1' for table `" + target.name() + "`.";

        job.fails(
                2,
                at + " refused writing orders: INSERT" + denied + "`orders`\n" + at
                        + " refused writing order_lines: INSERT" + denied + "`order_lines`",
                GRANT);
        target.execute("grant insert, update on " + target.name() + ".* to " + user);
        job.fails(
                2,
                at + " refused creating rowferry's ledger tables: CREATE" + denied + "`rowferry_jobs`",
                "Grant " + user + " what is missing, or correct the job file.");

        assertThat(target.count("orders")).isZero();
        assertThat(target.query("show tables like 'rowferry%'")).isEmpty();
    }

    @Test
    void L11_aLoginThatMayNotDeleteWhereRowsAreToBeDeleted() throws SQLException, IOException {
        for (TestDatabase target :
                List.of(Servers.postgres().freshDatabase(), Servers.mariaDb().freshDatabase())) {
            String user = "writer_" + target.name();
            boolean postgres = target.jdbcUrl().startsWith("jdbc:postgresql");
            target.execute(
                    "create table orders (id int primary key, a text)",
                    "create table order_lines (id int primary key, a text)",
                    "create user " + user + (postgres ? " password '" : " identified by '") + SECRET + "'",
                    "grant select, insert, update on orders to " + user,
                    "grant select, insert, update on order_lines to " + user);
            BadInput job =
                    job(target.as(user, SECRET), "tables: [{table: orders, deletes: sweep}, {table: order_lines}]");

            job.fails(
                    2,
                    (postgres ? "PostgreSQL" : "MariaDB") + " at "
                            + target.jdbcUrl().replaceFirst(".*//", "")
                            + " refused writing orders: "
                            + (postgres
                                    ? "ERROR: permission denied for table orders"
                                    : "DELETE command denied to user '" + user + "'@'127.0.0.1' for table `"
                                            + target.name() + "`.`orders`"),
                    "Nothing was read or written. Grant SELECT, INSERT, UPDATE and DELETE on these tables, then run it"
                            + " again.");
        }
    }

    private BadInput job(TestDatabase target) throws IOException {
        return job(target, "tables: [{table: orders}, {table: order_lines}]");
    }

    private BadInput job(TestDatabase target, String tables) throws IOException {
        return BadInput.job(
                folder,
                "full-sync",
                source(source),
                target(target),
                "bus: {connection: '" + SharedBroker.connection() + "', queue: " + SharedBroker.freshQueue() + "}",
                tables);
    }
}
