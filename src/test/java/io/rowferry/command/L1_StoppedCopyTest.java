package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Series;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A full-sync that was stopped goes on where it was, and misses nothing that has changed meanwhile. */
class L1_StoppedCopyTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachEngine
    void L1_aStoppedCopyGoesOn(Engine engine) throws Exception {
        boolean postgres = engine == Engine.POSTGRESQL;
        TestDatabase source = Servers.of(engine).freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        String stamp = postgres ? "timestamptz" : "timestamp(6) null";
        String now = postgres ? "clock_timestamp()" : "now(6)";
        source.execute(
                "create table orders (id int primary key, amount decimal(10,2), updated_at " + stamp + ")",
                "create index by_stamp on orders (updated_at)",
                Series.insert(engine, "orders", "seq, 1.00, " + (postgres ? "now()" : "now(6)"), 1, 120_000));
        target.execute("create table orders (id int primary key, amount decimal(10,2), updated_at timestamp(6))");
        Scenario job =
                Scenario.between(folder, source, target, "{table: orders, watermark: updated_at, deletes: sweep}");

        CommandRun first = job.run("full-sync", "-q", "--run-time", "1ms", "--output", "json");
        assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(5);
        long copied = target.count("orders");
        assertThat(copied).as(first.out()).isBetween(50_000L, 100_000L);
        assertThat(first.out()).contains("\"watermark\":null").contains("\"more\":true");
        assertThat(job.run("incremental", "-q").exitCode())
                .as("there is no watermark yet")
                .isEqualTo(6);
        Thread.sleep(1_100);
        source.execute(
                "update orders set amount = 2.00, updated_at = " + now + " where id in (1, 40000, 119999)",
                "delete from orders where id in (2, 119998)",
                "insert into orders values (0, 3.00, " + now + ")");

        CommandRun second = job.run("full-sync", "-q", "--run-time", "1ms", "--output", "json");
        assertThat(second.exitCode()).isEqualTo(5);
        assertThat(second.out()).contains("went on with the copy of orders that was stopped after key " + copied);
        CommandRun last = job.run("full-sync", "-q", "--output", "json");
        assertThat(last.exitCode()).as(last.out() + last.err()).isZero();
        assertThat(last.out()).contains("went on with the copy").contains("\"watermark\":\"2");
        assertThat(target.count("rowferry.whole_reads"))
                .as("it has read the rest alone")
                .isZero();

        assertThat(target.query("select count(*), sum(amount) from orders"))
                .isEqualTo(source.query("select count(*), sum(amount) from orders"));
        assertThat(job.verify().exitCode()).isZero();
        assertThat(job.run("incremental", "-q").exitCode()).isZero();
        CommandRun fresh = job.run("full-sync", "-q", "--output", "json");
        assertThat(fresh.out()).contains("\"read\":119999,").doesNotContain("went on with");
    }

    @ParameterizedTest
    @EachEngine
    void L1_anotherConditionBeginsAnew(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, updated_at timestamptz)",
                "insert into orders select i, now() from generate_series(1, 51000) i");
        target.execute("create table orders (id int primary key, updated_at timestamp(6) null, check (id <> 7))"
                .replace(engine == Engine.POSTGRESQL ? " null" : "!", ""));
        Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}");
        String reads = engine.type("rowferry.whole_reads", "rowferry_whole_reads");
        CommandRun stopped = job.run("full-sync", "-q", "--run-time", "1ms", "--output", "json");
        assertThat(stopped.exitCode()).as("the row that was refused").isEqualTo(4);
        assertThat(stopped.out()).contains("\"more\":true");
        assertThat(target.count(reads)).as("it has not read all").isZero();

        CommandRun anew = job.run("full-sync", "-q", "--anew", "--output", "json");
        assertThat(anew.exitCode()).isEqualTo(4);
        assertThat(target.count(reads)).isEqualTo(1);
        assertThat(anew.out()).contains("\"read\":51000,").doesNotContain("went on with");
    }

    /** The bus has had the rows, and then it was emptied: they are copied again, all of them. */
    @Test
    void L1_whatTheBusHasLostOfAStoppedCopyIsNotTakenForCopied() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        for (TestDatabase side : List.of(source, target)) {
            side.execute("create table orders (id int primary key, updated_at timestamptz)");
        }
        source.execute("insert into orders select i, now() from generate_series(1, 120000) i");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}");
        CompletableFuture<CommandRun> stopped = new CompletableFuture<>();
        Thread run = new Thread(() -> stopped.complete(job.run("full-sync", "-q")));
        try (Connection blocker = target.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("insert into orders select i, null from generate_series(1, 2000) i");
            run.start();
            while (target.query("select to_regclass('rowferry.copies')").get(0).get(0) == null
                    || target.count("rowferry.copies") == 0) {
                assertThat(stopped).isNotDone();
                Thread.sleep(20);
            }
            run.interrupt();
            while (!stopped.isDone()) {
                target.query("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where wait_event_type = 'Lock' and datname = current_database()");
                Thread.sleep(20);
            }
        }
        assertThat(stopped.join().exitCode()).as(stopped.join().err()).isEqualTo(130);
        assertThat(target.count("orders")).isZero();

        Scenario emptied = job.through(SharedBroker.freshQueue());
        CommandRun refused = emptied.run("full-sync", "-q");
        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(6);
        assertThat(refused.err()).contains("neither in the queue nor applied nor rejected");
        CommandRun anew = emptied.run("full-sync", "-q", "--output", "json");
        assertThat(anew.exitCode()).as(anew.err()).isZero();
        assertThat(anew.out()).doesNotContain("went on with");
        assertThat(target.count("orders")).isEqualTo(120_000);
    }

    /** A version that rises and tells no moments: nothing says what has changed since a copy was stopped. */
    @Test
    void L1_aCopyWhoseVersionIsANumberBeginsAnew() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        for (TestDatabase side : List.of(source, target)) {
            side.execute("create table orders (id int primary key, version bigint)");
        }
        source.execute("insert into orders select i, i from generate_series(1, 51000) i");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: version}");
        assertThat(job.run("full-sync", "-q", "--run-time", "1ms").exitCode()).isEqualTo(5);

        CommandRun anew = job.run("full-sync", "-q", "--output", "json");
        assertThat(anew.exitCode()).as(anew.err()).isZero();
        assertThat(anew.out()).contains("\"read\":51000,").doesNotContain("went on with");
    }

    /** The half that was copied says otherwise of the same rows than the other half would. */
    @Test
    void L15_whatWouldSendOtherValuesBeginsAnew() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        String rest = "phone text, note text, due date, gone boolean, moved boolean, updated_at timestamptz)";
        source.execute(
                "create table orders (id int primary key, name text, alias text, " + rest,
                "insert into orders select i, 'n', 'a', 'p', 'n', '2026-01-01', false, false, now()"
                        + " from generate_series(1, 51000) i");
        target.execute("create table orders (id int primary key, name text, " + rest);
        Scenario job = Scenario.between(
                        folder,
                        source,
                        target,
                        "{table: orders, watermark: updated_at, where: 'id > 0', deletes: 'soft:gone', columns: {drop: [alias],"
                                + " mask: {phone: hmac, note: constant(a)}, infinity: {due: null}}}")
                .setting("mask-key: the-first-of-keys");
        stopped(job);

        anew(job.saying("mask-key: the-first-of-keys", "mask-key: the-second-of-keys"));
        assertThat(target.count("orders where phone is not null")).isGreaterThan(0);
        anew(job.saying("constant(a)", "constant(b)"));
        anew(job.saying("infinity: {due: null}", "infinity: {due: 2999-12-31}"));
        anew(job.saying("soft:gone", "soft:moved"));
        anew(job.saying("id > 0", "id > -1"));
        anew(job.saying("drop: [alias]", "drop: [name], rename: {alias: name}"));
        assertThat(stopped(job).out()).contains("went on with");
        assertThat(String.valueOf(target.query("select signature from rowferry.copies")))
                .doesNotContain("the-second");
    }

    private static CommandRun stopped(Scenario job) {
        CommandRun run = job.run("full-sync", "-q", "--accept-drift", "--run-time", "1ms", "--output", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(5);
        return run;
    }

    private static void anew(Scenario job) {
        assertThat(stopped(job).out()).doesNotContain("went on with");
    }

    /** After a failover, say, the moment from which the copy would be made good is another server's. */
    @Test
    void L3_aCopyOfAnotherServerIsNotGoneOnWith() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        for (TestDatabase side : List.of(source, target)) {
            side.execute("create table orders (id int primary key, updated_at timestamptz)");
        }
        source.execute("insert into orders select i, now() from generate_series(1, 51000) i");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}");
        assertThat(job.run("full-sync", "-q", "--run-time", "1ms").exitCode()).isEqualTo(5);
        assertThat(target.count("rowferry.copies")).isEqualTo(1);
        target.execute("update rowferry.horizons set horizon = regexp_replace(horizon, '\"[0-9]+/', '\"1/')");

        CommandRun full = job.run("full-sync", "-q", "--output", "json");
        assertThat(full.exitCode()).as(full.err()).isZero();
        assertThat(full.out()).contains("\"read\":51000,").doesNotContain("went on with");
    }
}
