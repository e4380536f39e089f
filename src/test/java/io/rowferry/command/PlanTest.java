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
                    id           bigint(20) unsigned  unsigned(64)  numeric(20,0)                exact
                    name         varchar(40)          text(40)      character varying(30)        exact; a value that does not fit is a rejected row
                    phone → tel  varchar(20)          text(64)      character varying(64)        masked: hmac, 64 hex digits
                    note         text                 –             –                            dropped
                    birthday     date                 date          date                         declared: zero dates become NULL
                    vip          tinyint(1)           integer(8)    boolean                      exact; a value that does not fit is a rejected row
                    rank         year(4)              integer(16)   smallint                     exact
                    seen         datetime(6)          instant(0)    timestamp(0) with time zone  declared: cut to 0 digits of a second
                    total        decimal(12,4)        –             numeric(12,2)                refused
                    tags         set('b','a')         set           text                         exact
                    full_name    varchar(80)          text(80)      character varying(80)        exact
                    updated_at   timestamp(6)         instant(6)    timestamp with time zone     exact
                    shape        point                –             –                            dropped
                  orders · level 2 · key id · version none: the order of arrival decides · lane customer_id · fingerprint F
                    a row whose customer_id changes goes into another lane: nothing orders its two versions
                    id           int(11)              integer(32)   integer        exact
                    customer_id  bigint(20) unsigned  unsigned(64)  numeric(20,0)  exact
                    amount       decimal(12,2)        –             text           refused
                It cannot be run:
                  column total of customers does not fit: decimal(12,4) has more digits after the point than numeric(12,2); declare the loss by columns: {cast: {total: "decimal(12,2)"}}
                  column amount of orders does not fit: decimal(12,2) is not carried into text; declare the loss by columns: {cast: {amount: "text"}}
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
                  prices · level 1 · key sku · version none: the order of arrival decides · lane sku · fingerprint F
                    sku    text                            text              ?  exact
                    price  numeric(12,2)                   decimal(12,2)     ?  exact
                    at     timestamp(3) without time zone  timestamp(3,UTC)  ?  exact
                """);
        assertThat(run.exitCode()).isZero();
    }
}
