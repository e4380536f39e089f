package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A row that needs what another one has is tried again after that one has gone. */
class L8_FreedValuesTest {
    private static final String RETRY = "{attempts: 3, first: 1s}";

    @TempDir
    private Path folder;

    /** The parent comes at another attempt, and its child, which is in the target no sooner, as well. */
    @ParameterizedTest
    @EachEngine
    void L8_aValueOfARowThatIsMarkedAsGoneGoesToAnother(Engine engine) throws Exception {
        TestDatabase source = Servers.of(Engine.POSTGRESQL).freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        String stamp = engine == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6) null";
        source.execute(
                "create table customers (id int primary key, email varchar(50), gone boolean, updated_at timestamptz)",
                "create table orders (id int primary key, customer int, updated_at timestamptz)",
                "insert into customers values (1, 'a@b.example', false, now() - interval '60 s')");
        target.execute(
                "create table customers (id int primary key, email varchar(50) unique, gone boolean, updated_at "
                        + stamp + ")",
                "create table orders (id int primary key, customer int, updated_at " + stamp
                        + ", foreign key (customer) references customers (id))");
        Scenario job = Scenario.between(
                        folder,
                        source,
                        target,
                        "{table: customers, watermark: updated_at, deletes: 'soft:gone'}",
                        "{table: orders, watermark: updated_at}")
                .retrying(RETRY);
        done(job.run("full-sync", "-q"));

        source.execute(
                "update customers set gone = true, updated_at = now() where id = 1",
                "insert into customers values (2, 'a@b.example', false, now())",
                "insert into orders values (7, 2, now())");
        assertThat(done(job.run("incremental", "-q", "--output", "json"))).contains("\"deleted\":1,");
        assertThat(target.query("select id, email from customers")).isEqualTo(List.of(List.of("2", "a@b.example")));
        assertThat(target.query("select id, customer from orders")).isEqualTo(List.of(List.of("7", "2")));
    }

    @ParameterizedTest
    @EachEngine
    void L8_aValueOfARowThatIsNotedAsGoneGoesToAnother(Engine engine) throws Exception {
        TestDatabase source = Servers.of(Engine.POSTGRESQL).freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        String stamp = engine == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6) null";
        source.execute(
                "create table customers (id int primary key, email varchar(50) unique, updated_at timestamptz)",
                "create table graves (id int, deleted_at timestamptz)",
                "insert into customers values (1, 'a@b.example', now() - interval '60 s'),"
                        + " (2, 'c@d.example', now() - interval '60 s')");
        target.execute(
                "create table customers (id int primary key, email varchar(50) unique, updated_at " + stamp + ")");
        Scenario job = Scenario.between(
                        folder,
                        source,
                        target,
                        "{table: customers, watermark: updated_at, deletes: 'tombstones:graves'}")
                .retrying(RETRY);
        done(job.run("full-sync", "-q"));

        source.execute(
                "delete from customers where id = 1",
                "insert into graves values (1, now())",
                "update customers set email = 'a@b.example', updated_at = now() where id = 2",
                "insert into customers values (3, 'c@d.example', now())");
        done(job.run("incremental", "-q"));
        assertThat(target.query("select id, email from customers order by id"))
                .isEqualTo(List.of(List.of("2", "a@b.example"), List.of("3", "c@d.example")));
    }

    private static String done(CommandRun run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run.out();
    }
}
