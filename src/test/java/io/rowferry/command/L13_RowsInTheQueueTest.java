package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that the bus has, and the target has not yet, are no differences: where the halves run apart they may be many. */
@Beside
class L13_RowsInTheQueueTest {
    private static final String[] SEND = {"incremental", "--send-only", "-q"};
    private static final String[] APPLY = {"--until-idle", "500ms", "-q"};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    private Scenario start(Engine engine, String settle) throws SQLException, IOException, InterruptedException {
        return start(
                engine, settle, "{table: orders, watermark: updated_at}", "{table: prices, watermark: updated_at}");
    }

    private Scenario start(Engine engine, String settle, String... tables)
            throws SQLException, IOException, InterruptedException {
        source = Servers.postgres().freshDatabase();
        target = Servers.of(engine).freshDatabase();
        for (String table : new String[] {"orders", "prices"}) {
            source.execute(
                    "create table " + table
                            + " (id int primary key, amount decimal(10,2), updated_at timestamptz not null)",
                    "create index by_stamp_of_" + table + " on " + table + " (updated_at)",
                    "insert into " + table + " select i, i, now() - interval '1 hour' from generate_series(1, 100) i");
            target.execute("create table " + table + " (id int primary key, amount decimal(10,2), updated_at "
                    + engine.type("timestamptz", "timestamp(6)") + " not null)");
        }
        source.execute("create table gone (id int not null, deleted_at timestamptz not null)");
        Scenario job = Scenario.between(folder, source, target, tables)
                .setting("verify: {settle: " + settle + "}")
                .setting("state: " + Scenario.endpoint(Servers.postgres().freshDatabase()));
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        Thread.sleep(1_100); // stamps of before may still be the watermark's
        source.execute("update orders set amount = 0, updated_at = clock_timestamp() where id = 3");
        return job;
    }

    private static CommandRun verify(Scenario job) {
        return job.run("verify", "--output", "json", "-q");
    }

    private void send(Scenario job, String... more) {
        String[] options = new String[SEND.length - 1 + more.length];
        System.arraycopy(SEND, 1, options, 0, SEND.length - 1);
        System.arraycopy(more, 0, options, SEND.length - 1, more.length);
        CommandRun sent = job.run(SEND[0], options);
        assertThat(sent.exitCode()).as(sent.out() + sent.err()).isZero();
    }

    @Test
    void L13_whatTheBusHasIsSettlingUntilItIsApplied() throws Exception {
        Scenario job = start(Engine.MARIADB, "200ms");
        send(job);
        source.execute("update orders set amount = 1, updated_at = clock_timestamp() where id = 4");
        Thread.sleep(1_100);
        send(job); // the watermark is past both by now

        CommandRun before = verify(job);
        assertThat(before.exitCode()).as(before.out() + before.err()).isEqualTo(8);
        assertThat(before.out()).contains("\"settling\":2,");

        assertThat(job.run("apply", APPLY).exitCode()).isZero();
        assertThat(verify(job).exitCode()).isZero();

        target.execute("update orders set amount = 7 where id = 4");
        CommandRun found = verify(job);
        assertThat(found.exitCode()).as(found.out() + found.err()).isEqualTo(3);
        assertThat(found.out()).contains("\"changed\":1,");
    }

    /** A table without a watermark, and a row that is gone. */
    @Test
    void L13_copiesAndDeletesInTheQueueAreSettlingToo() throws Exception {
        Scenario job = start(
                Engine.POSTGRESQL,
                "200ms",
                "{table: orders, watermark: updated_at, deletes: 'tombstones:gone'}",
                "prices");
        source.execute(
                "update prices set amount = 0 where id = 5",
                "with d as (delete from orders where id = 9 returning id) insert into gone select id, now() from d");
        CommandRun unsent = verify(job);
        assertThat(unsent.exitCode()).as(unsent.out() + unsent.err()).isEqualTo(3);
        assertThat(unsent.out()).contains("\"extra\":1,").contains("\"changed\":1,");

        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        CommandRun before = verify(job);
        assertThat(before.exitCode()).as(before.out() + before.err()).isEqualTo(8);
        assertThat(before.out())
                .contains("\"extra\":0,\"changed\":0,\"newerOnTarget\":0,\"verdict\":\"settling\"")
                .contains("\"settling\":2,")
                .contains("\"settling\":1,");

        assertThat(job.run("apply", APPLY).exitCode()).isZero();
        assertThat(verify(job).exitCode()).isZero();
        target.execute("insert into orders select 1000, 1, updated_at from orders where id = 8");
        CommandRun found = verify(job);
        assertThat(found.exitCode()).as(found.out() + found.err()).isEqualTo(3);
        assertThat(found.out()).contains("\"extra\":1,");
    }

    /** What is found different, and sent only then, is waited for like anything else. */
    @Test
    void L13_whatIsSentWhileItIsLookedAtIsWaitedFor() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "20s");

        CommandRun verified = whileVerifying(job, () -> {
            Thread.sleep(1_100);
            send(job);
            Thread.sleep(1_100);
            send(job);
            Thread.sleep(2_000); // verify looks again
            return job.run("apply", APPLY);
        });
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    }

    /** A run that did not read the table, or not all of it, brings nothing of it. */
    @Test
    void L13_runsOfOtherRowsSayNothing() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "4s");
        Path keys = Files.writeString(folder.resolve("keys"), "id\n7\n");

        CommandRun verified = whileVerifying(job, () -> {
            assertThat(job.run("incremental", "--table", "prices", "-q").exitCode())
                    .isZero();
            return job.run("incremental", "--table", "orders", "--keys", keys.toString(), "-q");
        });
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isEqualTo(8);
        assertThat(verified.out()).contains("\"settling\":1,");
    }

    /** What the bus has lost is not waited for any more once all rows have been sent again, and have arrived. */
    @Test
    void L13_whatWasLostIsMadeUpForByAFullSync() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "200ms");
        Scenario lost = job.through(SharedBroker.freshQueue());
        Thread.sleep(1_100);
        send(lost);
        Thread.sleep(1_100);
        send(lost);
        assertThat(verify(job).exitCode()).isEqualTo(8);

        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        assertThat(job.run("apply", APPLY).exitCode()).isZero();
        target.execute("update orders set amount = 7 where id = 3");
        CommandRun found = verify(job);
        assertThat(found.exitCode()).as(found.out() + found.err()).isEqualTo(3);
        assertThat(found.out()).contains("\"changed\":1,").contains("\"settling\":0,");
    }

    /** Does something after verify has seen a row that differs, and before it looks at it again. */
    private CommandRun whileVerifying(Scenario job, Callable<CommandRun> deed) throws Exception {
        CompletableFuture<CommandRun> verifying;
        try (Connection session = target.connect();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            // The ledger's refusals are asked for when a row was seen to differ.
            statement.execute("lock table rowferry.rejected in access exclusive mode");
            verifying = CompletableFuture.supplyAsync(() -> verify(job));
            while (target.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and datname = current_database()")
                    .isEmpty()) {
                assertThat(verifying).isNotDone();
                Thread.sleep(10);
            }
            session.rollback();
        }
        CommandRun done = deed.call();
        assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
        return verifying.get();
    }
}
