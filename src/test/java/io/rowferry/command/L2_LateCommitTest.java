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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** In the order of going live: what is open now would be taken for sent. */
    @Test
    void L2_noWatermarkIsSetAcrossAnOpenTransaction() throws Exception {
        TestDatabase source = source(Engine.POSTGRESQL);
        TestDatabase target = target();
        Scenario job = Scenario.between(folder, source, target, ORDERS);
        try (Connection late = source.connect("ApplicationName=month-end");
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into orders values (2, 20.00, now())");
            CommandRun refused = job.run("incremental", "--set-watermark", moment(), "--yes");
            assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(6);
            assertThat(refused.err())
                    .contains("application month-end")
                    .contains("may still commit rows stamped before")
                    .contains("No watermark was set");
            assertThat(target.count("rowferry.watermarks")).isZero();
            // Nothing that began today can have written then.
            CommandRun past = job.run("incremental", "--set-watermark", "2026-01-01T00:00:00Z", "--yes");
            assertThat(past.exitCode()).as(past.err()).isZero();
            late.commit();
        }
        CommandRun set = job.run("incremental", "--set-watermark", moment(), "--yes");
        assertThat(set.exitCode()).as(set.err()).isZero();
        run(job);
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        run(job);
        assertThat(target.count("orders")).isEqualTo(2);
    }

    private static String moment() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** It was set where transactions could not be seen, or by a version that did not look. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void L2_aWatermarkBeyondWhatAFullSyncSeesDoesNotStay(boolean proven) throws Exception {
        TestDatabase source = source(Engine.POSTGRESQL);
        TestDatabase target = target();
        Scenario job = started(source, target);
        if (!proven) {
            target.execute("delete from rowferry.horizons");
        }
        try (Connection late = source.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into orders values (2, 20.00, now())");
            target.execute("update rowferry.watermarks set watermark = "
                    + "to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
            CommandRun full = job.run("full-sync", "-q", "--horizon-wait", "0s", "--output", "json");
            assertThat(full.exitCode()).as(full.err()).isZero();
            assertThat(full.out()).contains(proven ? "was set back from" : "was removed, since rows stamped before it");
            late.commit();
        }
        if (!proven) {
            CommandRun refused = job.run("incremental", "-q");
            assertThat(refused.exitCode()).isEqualTo(6);
            assertThat(refused.err()).contains("there is no watermark yet for orders");
            assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        }
        run(job);
        assertThat(target.count("orders")).isEqualTo(2);
    }

    /** Of a table whose transactions cannot be seen, as the job declares. */
    @Test
    void L2_aWatermarkIsSetBackToWhereADeclaredLagReaches() throws Exception {
        TestDatabase source = source(Engine.POSTGRESQL);
        TestDatabase target = target();
        Scenario job =
                Scenario.between(folder, source, target, "{table: orders, watermark: updated_at, horizon: lag(15m)}");
        try (Connection late = source.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into orders values (2, 20.00, now())");
            assertThat(job.run("incremental", "--set-watermark", moment(), "--yes")
                            .exitCode())
                    .isZero();
            run(job);
            CommandRun full = job.run("full-sync", "-q", "--output", "json");
            assertThat(full.out()).contains("the watermark of orders was set back from");
            late.commit();
        }
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
