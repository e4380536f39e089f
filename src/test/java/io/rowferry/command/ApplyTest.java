package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** The two halves apart: one sends, any number of others apply. */
@Beside
class ApplyTest {
    private static final String[] APPLY = {"--until-idle", "1s", "--output", "json", "-q"};

    @TempDir
    private Path folder;

    /** A database with the three tables, empty. */
    private static TestDatabase fresh(Engine engine) throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();
        database.execute(
                "CREATE TABLE customers (id bigint PRIMARY KEY, name varchar(40))",
                "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, FOREIGN KEY (customer_id) REFERENCES customers (id))",
                "CREATE TABLE order_lines (id bigint PRIMARY KEY, order_id bigint, FOREIGN KEY (order_id) REFERENCES orders (id))");
        return database;
    }

    private Scenario between(TestDatabase source, TestDatabase target, TestDatabase state) throws IOException {
        return Scenario.between(folder, source, target, "order_lines", "orders", "customers")
                .setting("state: " + Scenario.endpoint(state));
    }

    private static void fill(TestDatabase source, int customers) throws SQLException {
        source.execute(
                "INSERT INTO customers SELECT i, 'n' || i FROM generate_series(1, " + customers + ") i",
                "INSERT INTO orders SELECT i, 1 + i % " + customers + " FROM generate_series(1, " + 4 * customers
                        + ") i",
                "INSERT INTO order_lines SELECT i, 1 + i % " + 4 * customers + " FROM generate_series(1, "
                        + 8 * customers + ") i");
    }

    private static void assertSame(TestDatabase source, TestDatabase target) throws SQLException {
        for (String table : List.of("customers", "orders", "order_lines")) {
            String rows = "SELECT * FROM " + table + " ORDER BY id";
            assertThat(target.query(rows)).as(table).isEqualTo(source.query(rows));
        }
    }

    @ParameterizedTest
    @EachEngine
    void whatOneProcessHasSentAnotherAppliesAndNothingTwice(Engine engine) throws Exception {
        TestDatabase source = fresh(Engine.POSTGRESQL);
        TestDatabase target = fresh(engine);
        fill(source, 100);
        Scenario job = between(source, target, Servers.postgres().freshDatabase());

        CommandRun sent = job.run("full-sync", "--send-only", "--output", "json", "-q");
        assertThat(sent.exitCode()).as(sent.out()).isZero();
        assertThat(sent.out()).contains("\"sent\":800,\"applied\":0");
        assertThat(target.count("customers")).isZero();

        CommandRun applied = job.run("apply", APPLY);
        assertThat(applied.exitCode()).as(applied.out()).isZero();
        assertThat(applied.out())
                .contains("{\"table\":\"customers\",\"read\":100,\"skipped\":0,\"sent\":100,\"applied\":100,")
                .contains("{\"table\":\"order_lines\",\"read\":800,\"skipped\":0,\"sent\":800,\"applied\":800,")
                .contains("\"deadLettered\":0,\"pending\":0}")
                .contains("\"duplicates\":0");
        assertSame(source, target);

        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        assertThat(job.run("apply", APPLY).out())
                .contains(
                        "\"table\":\"orders\",\"read\":400,\"skipped\":0,\"sent\":400,\"applied\":0,\"unchanged\":400");
        assertThat(job.run("apply", APPLY).out()).contains("\"tables\":[]");
    }

    @Test
    void L5_childrenThatComeBeforeTheirParentsWaitForThemWhoeverAppliesThose() throws Exception {
        TestDatabase source = fresh(Engine.POSTGRESQL);
        TestDatabase target = fresh(Engine.POSTGRESQL);
        fill(source, 1);
        source.execute("INSERT INTO orders SELECT i, 1 FROM generate_series(100, 400) i");
        Scenario job = between(source, target, Servers.postgres().freshDatabase())
                .retrying("{attempts: 1, first: 500ms, factor: 1}");
        CommandRun sent = job.run("full-sync", "--send-only", "-q");
        assertThat(sent.exitCode()).as(sent.out() + sent.err()).isZero();
        // So that there is a ledger to look into.
        assertThat(job.run("apply", "--run-time", "1ms", "-q").exitCode()).isEqualTo(5);
        List<CommandRun> runs;
        try (Connection session = target.connect();
                Statement statement = session.createStatement()) {
            session.setAutoCommit(false);
            // The one customer's lane has to wait, while orders in other lanes are tried again and again.
            statement.execute("LOCK TABLE customers IN SHARE MODE");
            runs = together(job, 2, () -> {
                while (target.query("SELECT 1 FROM rowferry.rejected WHERE attempt > 4")
                        .isEmpty()) {
                    Thread.sleep(50);
                }
                session.rollback();
                return true;
            });
        }

        assertThat(runs)
                .allSatisfy(run -> assertThat(run.exitCode()).as(run.out()).isZero());
        assertSame(source, target);
        assertThat(job.run("replay-dlq", "--list").out()).isEqualTo("The dead-letter queue is empty.\n");
    }

    @Test
    void aParentThatNeverComesIsADeadLetterOnceTheRunHasEnded() throws Exception {
        TestDatabase source = fresh(Engine.POSTGRESQL);
        TestDatabase target = fresh(Engine.POSTGRESQL);
        fill(source, 10);
        Scenario job = between(source, target, Servers.postgres().freshDatabase())
                .retrying("{attempts: 0, first: 500ms, factor: 1}");
        assertThat(job.run("full-sync", "--send-only", "-q", "--table", "orders")
                        .exitCode())
                .isZero();

        CommandRun run = job.run("apply", APPLY);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(4);
        assertThat(run.out()).contains("\"applied\":0").contains("\"deadLettered\":40,\"pending\":0");
        assertThat(job.deadRows()).hasSize(40).containsValue("parent-missing");
    }

    @Test
    void itEndsAtItsTimeAndTheNextOneGoesOn() throws Exception {
        TestDatabase source = fresh(Engine.POSTGRESQL);
        TestDatabase target = fresh(Engine.POSTGRESQL);
        fill(source, 60);
        Scenario job = between(source, target, Servers.postgres().freshDatabase());
        target.execute(
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.03);"
                        + " RETURN NULL; END $$",
                "CREATE TRIGGER slow AFTER INSERT ON order_lines FOR EACH ROW EXECUTE FUNCTION slow()");
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();

        CommandRun stopped = job.run("apply", "--run-time", "2s", "--output", "json");
        assertThat(stopped.exitCode()).as(stopped.out() + stopped.err()).isEqualTo(5);
        target.execute("DROP TRIGGER slow ON order_lines");
        CommandRun second = job.run("apply", APPLY);
        assertThat(second.exitCode())
                .as(second.out()
                        + stopped.out()
                        + job.run("replay-dlq", "--list").out())
                .isZero();
        assertSame(source, target);
        assertThat(job.run("apply", "--run-time", "1s").exitCode()).isZero();
    }

    @Test
    void whoOnlySendsNeedsAPlaceForItsStateAndNoTarget() throws Exception {
        TestDatabase source = fresh(Engine.POSTGRESQL);
        TestDatabase nowhere =
                new TestDatabase(Engine.POSTGRESQL, "crm", "jdbc:postgresql://127.0.0.1:1/crm", "u", "p");
        Scenario job = Scenario.between(folder, source, nowhere, "customers");

        CommandRun refused = job.run("full-sync", "--send-only", "-q");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("state:");

        job.setting("state: " + Scenario.endpoint(Servers.postgres().freshDatabase()));
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
    }

    private static List<CommandRun> together(Scenario job, int processes, Callable<Boolean> meanwhile)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(processes);
        try {
            List<Future<CommandRun>> runs = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                runs.add(pool.submit(() -> job.run("apply", APPLY)));
            }
            meanwhile.call();
            List<CommandRun> ended = new ArrayList<>();
            for (Future<CommandRun> run : runs) {
                ended.add(run.get());
            }
            return ended;
        } finally {
            pool.shutdownNow();
        }
    }
}
