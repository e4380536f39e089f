package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A row that is committed after a run has read past its stamp arrives with a later run. */
class L2_LateCommitTest {
    private static final String ORDERS = "{table: orders, watermark: updated_at}";

    @TempDir
    private Path folder;

    private static TestDatabase source(Engine engine) throws SQLException {
        TestDatabase source = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount decimal(10,2), updated_at timestamp(6) null"
                        + (engine == Engine.POSTGRESQL ? ")" : " default current_timestamp(6))"),
                "create index by_stamp on orders (updated_at)",
                "insert into orders values (1, 10.00, " + now(engine) + ")");
        return source;
    }

    private static String now(Engine engine) {
        return engine == Engine.POSTGRESQL ? "now()" : "now(6)";
    }

    private TestDatabase target() throws SQLException {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute("create table orders (id int primary key, amount decimal(10,2), updated_at timestamp(6))");
        return target;
    }

    private static String run(Scenario job) {
        CommandRun run = job.run("incremental", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private Scenario started(TestDatabase source, TestDatabase target) throws IOException {
        Scenario job = Scenario.between(folder, source, target, ORDERS);
        CommandRun full = job.run("full-sync", "-q");
        assertThat(full.exitCode()).as(full.out() + full.err()).isZero();
        return job;
    }

    @ParameterizedTest
    @EachEngine
    void L2_aRowThatIsCommittedAfterARunArrivesLater(Engine engine) throws Exception {
        TestDatabase source = source(engine);
        TestDatabase target = target();
        Scenario job = started(source, target);
        try (Connection late = source.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into orders values (2, 20.00, " + now(engine) + ")");
            for (int i = 3; i <= 5; i++) {
                Thread.sleep(700);
                source.execute("insert into orders values (" + i + ", 1.00, " + now(engine) + ")");
                run(job);
            }
            assertThat(target.query("select id from orders order by id"))
                    .extracting(row -> row.get(0))
                    .containsExactly("1", "3", "4", "5");
            late.commit();
        }
        run(job);

        assertThat(target.query("select id from orders order by id"))
                .extracting(row -> row.get(0))
                .containsExactly("1", "2", "3", "4", "5");
        assertThat(run(job)).contains("\"sent\":0,");
    }

    /** The transaction of one session is older than the whole full-sync. */
    @Test
    void L2_anOldTransactionAcrossAFullSyncLeavesNoWatermark() throws Exception {
        TestDatabase source = source(Engine.POSTGRESQL);
        TestDatabase target = target();
        Scenario job = Scenario.between(folder, source, target, ORDERS);
        try (Connection late = source.connect("ApplicationName=month-end");
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into orders values (2, 20.00, now())");

            CommandRun full = job.run("full-sync", "-q", "--horizon-wait", "1s", "--output", "json");
            assertThat(full.exitCode()).isZero();
            assertThat(full.out())
                    .contains("\"watermark\":null")
                    .contains("\"application\":\"month-end\"")
                    .contains("no watermark was stored");
            CommandRun refused = job.run("incremental", "-q");
            assertThat(refused.exitCode()).isEqualTo(6);
            assertThat(refused.err())
                    .contains("there is no watermark yet for orders")
                    .contains("Run full-sync once");
            late.commit();
        }
        CommandRun full = job.run("full-sync", "-q", "--output", "json");
        assertThat(full.exitCode()).isZero();
        assertThat(full.out()).contains("\"watermark\":\"2");
        run(job);
        assertThat(target.count("orders")).isEqualTo(2);
    }

    /** It waits for a while, since most transactions end soon. */
    @Test
    void L2_aFullSyncWaitsForWhatIsOpen() throws Exception {
        TestDatabase source = source(Engine.POSTGRESQL);
        TestDatabase target = target();
        Scenario job = Scenario.between(folder, source, target, ORDERS);
        try (Connection late = source.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into orders values (2, 20.00, now())");
            CompletableFuture<CommandRun> full =
                    CompletableFuture.supplyAsync(() -> job.run("full-sync", "-q", "--output", "json"));
            Thread.sleep(3_000);
            assertThat(full).isNotDone();
            late.commit();

            assertThat(full.join().out()).contains("\"read\":2,").contains("\"watermark\":\"2");
        }
    }

    @Test
    void L2_aPreparedTransactionArrivesAfterItsSecondPhase() throws Exception {
        TestDatabase source = source(Engine.POSTGRESQL);
        TestDatabase target = target();
        Scenario job = started(source, target);
        source.execute("begin", "insert into orders values (2, 20.00, now())", "prepare transaction 'late'");
        Thread.sleep(1_500);
        assertThat(run(job)).contains("\"heldBack\":{\"session\":\"late\"");
        source.execute("insert into orders values (3, 30.00, now())");
        run(job);
        source.execute("commit prepared 'late'");
        run(job);

        assertThat(target.count("orders")).isEqualTo(3);
    }

    @Test
    void L2_aStatementThatWaitedForAMetadataLockArrives() throws Exception {
        TestDatabase source = source(Engine.MARIADB);
        TestDatabase target = target();
        Scenario job = started(source, target);
        source.execute("create table gate (id int)");
        try (Connection locker = source.connect();
                Statement lock = locker.createStatement();
                Connection late = source.connect();
                Statement statement = late.createStatement()) {
            lock.execute("lock tables gate write");
            late.setAutoCommit(false);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                try {
                    statement.execute("insert into orders select 2, 20.00, now(6) from (select count(*) from gate) g");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(1_500);
            run(job);
            lock.execute("unlock tables");
            waiting.join();
            Thread.sleep(1_500);
            source.execute("insert into orders values (3, 30.00, now(6))");
            run(job);
            run(job);
            late.commit();
        }
        run(job);

        assertThat(target.count("orders")).isEqualTo(3);
    }
}
