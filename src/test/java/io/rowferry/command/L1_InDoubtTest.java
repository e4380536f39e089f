package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.ArmedFault;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Steps of which nobody knows at once whether they were done: they are done again, and count once. */
class L1_InDoubtTest {
    private static final int ROWS = 400;
    private static final String FILL =
            "insert into orders select i, 'note ' || i from generate_series(1, " + ROWS + ") i";
    private static final String ALL_APPLIED =
            "\"read\":400,\"skipped\":0,\"sent\":400,\"applied\":400,\"unchanged\":0,\"stale\":0,\"deleted\":0,\"deadLettered\":0,\"pending\":0";

    @TempDir
    private Path folder;

    private static TestDatabase orders(Engine engine) throws Exception {
        TestDatabase database = Servers.of(engine).freshDatabase();
        database.execute("create table orders (id int primary key, note varchar(40))");
        return database;
    }

    @ParameterizedTest
    @EachEngine
    void L6_aLockThatIsLostInMidTransaction(Engine engine) throws Exception {
        TestDatabase source = orders(Engine.POSTGRESQL);
        TestDatabase target = orders(engine);
        source.execute(FILL);
        Scenario job = Scenario.between(folder, source, target, "orders")
                .setting("state: " + Scenario.endpoint(Servers.postgres().freshDatabase()));
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        ArmedFault lost = SharedBroker.arm(job.queue(), "expire-lock:times=1,for=300ms");

        CompletableFuture<CommandRun> apply;
        try (Connection other = target.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            for (int id = 1; id <= ROWS; id++) {
                statement.addBatch("insert into orders values (" + id + ", 'of another')");
            }
            statement.executeBatch();
            apply = CompletableFuture.supplyAsync(
                    () -> job.run("apply", "--until-idle", "1s", "--output", "json", "-q"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (lost.struck() == 0) {
                assertThat(System.nanoTime()).as("a message is delivered").isLessThan(end);
                Thread.sleep(10);
            }
            Thread.sleep(1_000); // longer than the lock lives
            other.rollback();
        }
        CommandRun applied = apply.get(60, TimeUnit.SECONDS);

        assertThat(applied.exitCode()).as(applied.out() + applied.err()).isZero();
        assertThat(applied.out()).contains(ALL_APPLIED).containsPattern("\"duplicates\":[1-9]");
        assertThat(target.query("select * from orders order by id"))
                .isEqualTo(source.query("select * from orders order by id"));
    }

    @Test
    void L1_aSendThatIsNotAcknowledged() throws Exception {
        TestDatabase source = orders(Engine.POSTGRESQL);
        TestDatabase target = orders(Engine.MARIADB);
        source.execute(FILL);
        Scenario job = Scenario.between(folder, source, target, "orders");
        ArmedFault lost = SharedBroker.arm(job.queue(), "lose-ack:times=1");

        CommandRun run = job.run("full-sync", "--output", "json", "-q");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(lost.struck()).isEqualTo(1);
        assertThat(run.out()).contains(ALL_APPLIED).contains("\"duplicates\":0");
        assertThat(target.query("select * from orders order by id"))
                .isEqualTo(source.query("select * from orders order by id"));
    }
}
