package io.rowferry.command;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** The tables of a first start. */
class CreateTablesTest {
    @TempDir
    Path folder;

    private static final String[] POSTGRES = {
        "create type state as enum ('new', 'paid')",
        "create table customers (id bigint primary key, name varchar(40) not null)",
        "create table orders (sku text, no int, at timestamptz not null, amount numeric(12,2), net numeric, note text,"
                + " state state, ok boolean, data bytea, doc jsonb, ref uuid, bits bit(3), primary key (sku, no))",
        "insert into customers values (1, 'Ann ')",
        "insert into orders values ('a', 1, '2026-11-25 10:00+00', 1.50, 2.25, 'n', 'paid', true, '\\x00ff',"
                + " '{\"a\": 1}', '00000000-0000-0000-0000-00000000000f', '101'), ('A', 1, now(), null, null, null,"
                + " null, null, null, null, null, null)"
    };

    private static final String ORDERS =
            "{table: orders, watermark: at, columns: {cast: {net: 'decimal(12,2)'}, rename: {at: updated_at}}}";

    @Test
    void they_are_printed_for_the_target_and_nothing_is_done() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(POSTGRES);
        Scenario job = Scenario.between(folder, source, target, "customers", ORDERS);

        CommandRun run = job.run("full-sync", "--create-tables", "print");

        assertThat(run).isEqualTo(new CommandRun(0, """
                CREATE TABLE `customers` (
                  `id` bigint NOT NULL,
                  `name` varchar(40) NOT NULL,
                  PRIMARY KEY (`id`)
                ) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
                CREATE TABLE `orders` (
                  `sku` varchar(191) NOT NULL,
                  `no` int NOT NULL,
                  `updated_at` timestamp(6) DEFAULT CURRENT_TIMESTAMP(6) NOT NULL,
                  `amount` decimal(12,2),
                  `net` decimal(12,2),
                  `note` longtext,
                  `state` longtext,
                  `ok` tinyint(1),
                  `data` longblob,
                  `doc` json,
                  `ref` uuid,
                  `bits` bit(3),
                  PRIMARY KEY (`sku`, `no`)
                ) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
                CREATE INDEX `orders_at` ON `orders` (`updated_at`);
                """, ""));
        assertThat(target.query("show tables")).isEmpty();
    }

    @ParameterizedTest
    @EachEngine
    void they_are_created_and_filled_and_left_alone_the_next_time(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute(POSTGRES);
        if (engine == Engine.POSTGRESQL) {
            target.execute("create type state as enum ('new', 'paid')");
        }
        Scenario job = Scenario.between(folder, source, target, "customers", ORDERS);

        CommandRun run = job.run("full-sync", "-q", "--create-tables", "run");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(target.count("orders")).isEqualTo(2);
        assertThat(job.verify().exitCode()).isZero();
        assertThat(job.run("full-sync", "-q", "--create-tables", "run").exitCode())
                .isZero();
        assertThat(job.run("full-sync", "--create-tables", "print")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void what_has_no_type_there_is_said_at_once() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute("create table odd (id int primary key, n numeric, i interval, p point)");
        Scenario job = Scenario.between(folder, source, target, "odd");

        CommandRun run = job.run("full-sync", "--create-tables", "run");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("""
                column p of odd is of type point, which is not carried
                column n of odd is of type numeric, for which MariaDB has none; declare a cast:
                column i of odd is of type interval, for which MariaDB has none; declare a cast:
                No table was created.""");
        assertThat(target.query("show tables")).isEmpty();
    }

    @Test
    void what_the_server_says_of_a_table_is_told() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute("create table wide (id int primary key"
                + IntStream.range(0, 600).mapToObj(i -> ", c" + i + " text").collect(joining()) + ")");

        CommandRun run = Scenario.between(folder, source, target, "wide").run("full-sync", "--create-tables", "run");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("refused running CREATE TABLE `wide`").contains("Row size too large");
    }

    @Test
    void another_word_is_refused() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        Scenario job = Scenario.between(folder, source, source, "odd");

        CommandRun run = job.run("full-sync", "--create-tables", "maybe");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("must be print or run, got \"maybe\"");
    }
}
