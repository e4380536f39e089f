package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Series;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Each policy finds what is gone, and none takes what is not. */
class L11_SentDeletesTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with create
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    private void create(Engine engine) throws SQLException {
        source = Servers.of(engine).freshDatabase();
        target = Servers.of(engine == Engine.POSTGRESQL ? Engine.MARIADB : Engine.POSTGRESQL)
                .freshDatabase();
        for (TestDatabase side : List.of(source, target)) {
            String stamp = side.engine() == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6) null";
            side.execute("create table orders (id int primary key, region varchar(10), gone boolean, updated_at "
                    + stamp + ")");
        }
        String stamp = engine == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6) null";
        source.execute(
                "create index by_stamp on orders (updated_at)",
                "create table graves (id int, deleted_at " + stamp + ")",
                "create index by_moment on graves (deleted_at)");
        for (int id = 1; id <= 6; id++) {
            source.execute("insert into orders values (" + id + ", 'EU', false, " + ago(60) + ")");
        }
    }

    private String ago(int seconds) {
        return source.engine() == Engine.POSTGRESQL
                ? "now() - interval '" + seconds + " seconds'"
                : "now(6) - interval " + seconds + " second";
    }

    private Scenario started(String entry) throws IOException {
        Scenario job =
                Scenario.between(folder, source, target, "{table: orders, watermark: updated_at, " + entry + "}");
        done(job.run("full-sync", "-q", "--output", "json"));
        return job;
    }

    private static String done(CommandRun run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private static String incremental(Scenario job) {
        return done(job.run("incremental", "-q", "--output", "json"));
    }

    private List<String> ids() throws SQLException {
        return target.query("select id from orders order by id").stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    @ParameterizedTest
    @EachEngine
    void L11_markedRowsGo(Engine engine) throws Exception {
        create(engine);
        Scenario job = started("deletes: 'soft:gone'");
        assertThat(ids()).hasSize(6);
        source.execute("update orders set gone = true, updated_at = " + ago(0) + " where id = 2");
        assertThat(incremental(job)).contains("\"deleted\":1,");
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");

        source.execute("update orders set gone = true, updated_at = " + ago(0) + " where id = 3");
        done(job.run("full-sync", "-q"));
        assertThat(ids()).containsExactly("1", "4", "5", "6");
        source.execute("update orders set gone = false, updated_at = " + ago(0) + " where id = 3");
        incremental(job);
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");
    }

    @ParameterizedTest
    @EachEngine
    void L11_whatIsSentAgainBringsNoMarkedRowBack(Engine engine) throws Exception {
        create(engine);
        target.execute("alter table orders add constraint good_region check (region <> 'XX')");
        source.execute("insert into orders values (7, 'XX', false, " + ago(60) + ")");
        Scenario job = Scenario.between(
                folder, source, target, "{table: orders, watermark: updated_at, deletes: 'soft:gone'}");
        assertThat(job.run("full-sync", "-q").exitCode()).isEqualTo(4);
        source.execute("update orders set gone = true, updated_at = " + ago(0) + " where id in (2, 7)");
        incremental(job);
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");
        target.execute("alter table orders drop constraint good_region");

        assertThat(done(job.run("incremental", "-q", "--output", "json", "--from", "2000-01-01T00:00:00Z")))
                .contains("\"read\":5,");
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");

        String keys = Files.writeString(folder.resolve("keys.csv"), "2\n3\n").toString();
        assertThat(done(job.run("incremental", "-q", "--keys", keys)))
                .contains("1 key is not in the source, or marked as gone there: 2");
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");

        CommandRun refetched = job.run("replay-dlq", "--refetch", "--yes", "-q");
        assertThat(done(refetched)).contains("1 of 1 dead letter: 1 refetched");
        assertThat(refetched.err()).contains("1 key is not in the source, or marked as gone there: 7");
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");
    }

    @ParameterizedTest
    @EachEngine
    void L11_notedRowsGoUnlessTheyAreThereAgain(Engine engine) throws Exception {
        create(engine);
        Scenario job = started("deletes: 'tombstones:graves'");
        // All at one moment: the stamp does not tell that the row came after its delete.
        String moment = engine == Engine.POSTGRESQL ? "now()" : "@moment";
        source.execute(
                engine == Engine.POSTGRESQL ? "begin" : "set @moment = now(6)",
                "delete from orders where id in (2, 3)",
                "insert into graves values (2, " + moment + "), (3, " + moment + ")",
                "insert into orders values (3, 'EU', false, " + moment + ")",
                "commit");
        assertThat(incremental(job)).contains("\"deleted\":1,");
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");

        source.execute("delete from orders where id = 4", "insert into graves values (4, " + ago(0) + ")");
        assertThat(done(job.run("full-sync", "-q", "--output", "json"))).contains("\"deleted\":1,");
        assertThat(ids()).containsExactly("1", "3", "5", "6");
        source.execute("insert into orders values (4, 'EU', false, " + ago(0) + ")");
        incremental(job);
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");
    }

    @ParameterizedTest
    @EachEngine
    void L11_aSweepTakesWhatTheTargetAloneHas(Engine engine) throws Exception {
        create(engine);
        Scenario job = started("deletes: sweep");
        source.execute("delete from orders where id in (2, 5)");
        assertThat(incremental(job)).as("incremental does not compare all keys").contains("\"deleted\":0,");
        assertThat(done(job.run("full-sync", "-q", "--output", "json"))).contains("\"deleted\":2,");
        assertThat(ids()).containsExactly("1", "3", "4", "6");
        assertThat(done(job.run("full-sync", "-q", "--output", "json"))).contains("\"deleted\":0,");
    }

    @ParameterizedTest
    @EachEngine
    void L11_anEmptiedSourceDeletesNothing(Engine engine) throws Exception {
        create(engine);
        Scenario job = started("deletes: sweep");
        source.execute("delete from orders");

        CommandRun run = job.run("full-sync", "-q", "--output", "json");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.out())
                .contains("\"status\":\"refused\"")
                .contains("nothing of orders was swept: the source has no rows of it, and the target has 6");
        assertThat(ids()).hasSize(6);
        done(job.run("full-sync", "-q", "--max-deletes", "100%"));
        assertThat(ids()).isEmpty();
    }

    /** What the target never had, or has no more, is no delete that somebody could regret. */
    @ParameterizedTest
    @EachEngine
    void L11_rowsThatTheTargetHasNotAreNotCountedAsDeletes(Engine engine) throws Exception {
        create(engine);
        source.execute(Series.insert(
                engine,
                "orders",
                "seq, case when seq > 400 then 'US' else 'EU' end, seq > 2200, " + ago(60),
                7,
                2_400));
        Scenario job = started("where: \"region = 'EU'\", deletes: 'soft:gone'");
        assertThat(ids()).as("2 200 rows are marked or outside of the filter").hasSize(400);

        source.execute("update orders set updated_at = " + ago(0) + " where id > 390");
        source.execute("update orders set region = 'US' where id > 395 and id <= 400");
        assertThat(incremental(job)).contains("\"deleted\":5,");
        assertThat(ids()).hasSize(395);

        source.execute("update orders set region = 'US', updated_at = " + ago(0) + " where id > 200");
        CommandRun run = job.run("incremental", "-q", "--output", "json");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.out()).contains("nothing of orders was deleted: 195 rows are gone in the source, of 395");
        assertThat(ids()).hasSize(395);
    }

    /** Rows that are too many stay, and so does the watermark, so that they are not forgotten. */
    @Test
    void L11_tooManyDeletesAreRefusedUntilTheyAreMeant() throws Exception {
        create(Engine.POSTGRESQL);
        source.execute(
                "insert into orders select i, 'EU', false, now() - interval '60 seconds' from generate_series(7, 400) i");
        Scenario job = started("deletes: 'soft:gone'");
        source.execute("update orders set gone = true, updated_at = now() where id > 200");

        CommandRun run = job.run("incremental", "-q", "--output", "json");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.out())
                .contains(
                        "nothing of orders was deleted: 200 rows are gone in the source, of 400 in the target, and 100"
                                + " may go in one run");
        assertThat(ids()).hasSize(400);
        assertThat(run.out())
                .as("how far it has been read for good")
                .contains("\"watermark\":\""
                        + target.query("select watermark from rowferry_watermarks where table_name = 'orders'")
                                .get(0)
                                .get(0)
                        + "\"");
        assertThat(target.query("select exit_code from rowferry_runs order by run desc limit 1"))
                .isEqualTo(List.of(List.of("6")));
        Thread.sleep(1_100);
        assertThat(job.run("incremental", "-q").exitCode()).isEqualTo(6);
        done(job.run("incremental", "-q", "--max-deletes", "200"));
        assertThat(ids()).hasSize(200);
    }

    @ParameterizedTest
    @EachEngine
    void L11_aRowThatLeavesTheFilterGoes(Engine engine) throws Exception {
        create(engine);
        source.execute("insert into orders values (7, 'US', false, " + ago(60) + ")");
        Scenario job = started("deletes: sweep, where: \"region = 'EU'\", target-where: \"region = 'EU'\"");
        assertThat(ids()).containsExactly("1", "2", "3", "4", "5", "6");
        source.execute("update orders set region = 'US', updated_at = " + ago(0) + " where id = 2");
        assertThat(incremental(job)).contains("\"deleted\":1,");
        assertThat(ids()).containsExactly("1", "3", "4", "5", "6");
    }

    @Test
    void L11_whereSeveralJobsWriteOneTableASweepNeedsATargetWhere() throws Exception {
        create(Engine.POSTGRESQL);
        started("deletes: sweep");
        Scenario other = Scenario.between(
                        folder, source, target, "{table: orders, watermark: updated_at, deletes: sweep}")
                .named("other");
        CommandRun run = other.run("full-sync", "-q", "--output", "json");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.out())
                .contains("deletes: sweep of orders needs a target-where:, since crm writes rows of that table too");
    }

    @ParameterizedTest
    @EachEngine
    void L11_anotherJobMayCallTheSameTableByItsWholeName(Engine engine) throws Exception {
        source = Servers.of(Engine.POSTGRESQL).freshDatabase();
        target = Servers.of(engine).freshDatabase();
        String schema = engine == Engine.POSTGRESQL ? "public" : target.name();
        source.execute("create schema if not exists \"" + schema + "\"", "create table orders (id int primary key)");
        if (engine != Engine.POSTGRESQL) {
            source.execute("create table \"" + schema + "\".orders (id int primary key)");
        }
        source.execute("insert into \"" + schema + "\".orders values (1)");
        target.execute("create table orders (id int primary key)");
        Scenario whole = Scenario.between(folder, source, target, schema + ".orders");
        done(whole.run("full-sync", "-q"));
        Scenario sweeping = Scenario.between(folder, source, target, "{table: orders, deletes: sweep}")
                .named("other");
        CommandRun run = sweeping.run("full-sync", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(6);
        assertThat(run.out())
                .contains("deletes: sweep of orders needs a target-where:, since crm writes rows of that table too");
    }

    @Test
    void L11_childrenGoBeforeTheirParents() throws Exception {
        create(Engine.POSTGRESQL);
        for (TestDatabase side : List.of(source, target)) {
            String stamp = side.engine() == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6) null";
            side.execute("create table order_lines (id int primary key, order_id int, updated_at " + stamp
                    + ", foreign key (order_id) references orders (id))");
        }
        source.execute("insert into order_lines select i, i, now() - interval '60 s' from generate_series(1, 6) i");
        Scenario job = Scenario.between(
                folder,
                source,
                target,
                "{table: order_lines, watermark: updated_at, deletes: sweep}",
                "{table: orders, watermark: updated_at, deletes: sweep}");
        done(job.run("full-sync", "-q"));
        source.execute("delete from order_lines where id < 4", "delete from orders where id < 4");

        done(job.run("full-sync", "-q"));
        assertThat(ids()).containsExactly("4", "5", "6");
        assertThat(target.count("order_lines")).isEqualTo(3);
    }
}
