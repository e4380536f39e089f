package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan as it is shown before anything is read. */
class PlanTest {
    @TempDir
    Path folder;

    private static final String[] SOURCE = {
        "create table customers (id bigint unsigned primary key, name varchar(40) not null, phone varchar(20), note text,"
                + " birthday date, vip tinyint(1), rank year, seen datetime(6), total decimal(12,4), tags set('b','a'),"
                + " full_name varchar(80) as (concat(name, '!')), shape point, updated_at timestamp(6) not null"
                + " default current_timestamp(6))",
        "create table orders (id int primary key, customer_id bigint unsigned, amount decimal(12,2))"
    };

    private static final String[] TARGET = {
        "create table customers (id numeric(20,0) primary key, name varchar(30) not null, tel varchar(64), birthday date,"
                + " vip boolean, rank smallint, seen timestamptz(0), total numeric(12,2), tags text, full_name varchar(80),"
                + " updated_at timestamptz not null)",
        "create table orders (id int primary key, customer_id numeric(20,0) references customers (id), amount text)"
    };

    private static final String CUSTOMERS =
            "{table: customers, watermark: updated_at, columns: {drop: [note, shape], rename: {phone: tel},"
                    + " mask: {phone: hmac}, zero-date: {birthday: null}, cast: {seen: timestamp(0)}}}";

    @Test
    void every_column_is_shown_with_what_stands_in_the_way() throws SQLException, IOException {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        source.execute(SOURCE);
        target.execute(TARGET);
        Scenario scenario = Scenario.between(folder, source, target, CUSTOMERS, "{table: orders, lane: customer_id}")
                .setting("mask-key: long enough to be a key");

        CommandRun run = scenario.run("full-sync", "--dry-run");

        assertThat(run.err()).isEmpty();
        assertThat(run.out().replaceAll("fingerprint [0-9a-f]{16}", "fingerprint F"))
                .isEqualTo("""
                crm · plan
                  customers · level 1 · key id · version updated_at · lane id · fingerprint F
                    id           bigint(20) unsigned  unsigned(64)      numeric(20,0)                exact
                """);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(source.count("customers")).isZero();
    }

    @Test
    void one_side_alone_is_planned_and_says_so() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        source.execute("create table prices (sku text primary key, price numeric(12,2), at timestamp(3))");
        Path job = Files.writeString(
                folder.resolve("prices.yaml"),
                "job: prices\nsource: " + Scenario.endpoint(source) + "\nbus: local\ntables: [{table: prices}]\n");

        CommandRun run = CommandRun.in(Map.of(), "full-sync", job.toString(), "--dry-run");

        assertThat(run.err()).isEmpty();
        assertThat(run.out().replaceAll("fingerprint [0-9a-f]{16}", "fingerprint F"))
                .isEqualTo("""
                prices · plan of the source's side alone: the target is not in sight
                """);
        assertThat(run.exitCode()).isZero();
    }
}
