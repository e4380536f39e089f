package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Replication;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractListAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Rows are read from a replica, and only once it has replayed past what the primary's horizon says. */
class L3_ReplicaTest {
    private static final Map<Engine, Replication> SERVERS = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    private static Replication servers(Engine engine) {
        return SERVERS.computeIfAbsent(engine, each -> {
            try {
                return Replication.start(each);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterAll
    static void closeServers() throws IOException {
        for (Replication servers : SERVERS.values()) {
            servers.close();
        }
    }

    /** A condition that no row meets where it is read from the primary. */
    private static String where(Engine engine) {
        return engine == Engine.POSTGRESQL ? "pg_is_in_recovery()" : "@@read_only = 1";
    }

    private static String now(Engine engine) {
        return engine == Engine.POSTGRESQL ? "now()" : "now(6)";
    }

    /** With one row. */
    private static TestDatabase primary(Engine engine) throws SQLException {
        TestDatabase primary = servers(engine).primary().freshDatabase();
        if (engine == Engine.POSTGRESQL) {
            // The hardest case: commits that are seen before they are in the log's file.
            primary.execute("alter database " + primary.name() + " set synchronous_commit = off");
        }
        primary.execute(
                "create table orders (id int primary key, updated_at "
                        + (engine == Engine.POSTGRESQL ? "timestamptz(6))" : "timestamp(6) null)"),
                "create index by_stamp on orders (updated_at)",
                "insert into orders values (1, " + now(engine) + ")");
        servers(engine).catchUp();
        return primary;
    }

    private static TestDatabase replica(Engine engine, TestDatabase primary) {
        return servers(engine).replica().database(primary.name());
    }

    private static TestDatabase target() throws SQLException {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute("create table orders (id int primary key, updated_at timestamptz(6))");
        return target;
    }

    private Scenario job(Engine engine, TestDatabase primary, TestDatabase target) throws IOException {
        return Scenario.between(
                        folder,
                        primary,
                        target,
                        "{table: orders, watermark: updated_at, where: '" + where(engine) + "'}")
                .readingFrom(replica(engine, primary));
    }

    private static void runs(Scenario job, String command) {
        CommandRun run = job.run(command, "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    private static AbstractListAssert<?, ?, ?, ?> assertIds(TestDatabase target) throws SQLException {
        return assertThat(target.query("select id from orders order by id")).extracting(row -> row.get(0));
    }

    @ParameterizedTest
    @EachEngine
    void L3_aReplicaThatIsBehindIsWaitedForAndThenReadFrom(Engine engine) throws Exception {
        TestDatabase primary = primary(engine);
        TestDatabase target = target();
        Scenario job = job(engine, primary, target);
        runs(job, "full-sync");
        assertIds(target).isEqualTo(Stream.of("1").toList());

        servers(engine).pause();
        try {
            primary.execute("insert into orders values (2, " + now(engine) + ")");
            for (String command : new String[] {"incremental", "full-sync"}) {
                CommandRun refused = job.run(command, "-q", "--replica-wait", "500ms");
                assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(8);
                assertThat(refused.err())
                        .containsPattern("the replica at .* has not replayed in 0.5 s what is committed on its primary: it is"
                                + " .+ behind")
                        .contains("--replica-wait");
            }
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> runs(job, "incremental"));
            assertThat(waiting).failsWithin(3, TimeUnit.SECONDS).withThrowableOfType(TimeoutException.class);
            assertIds(target).isEqualTo(Stream.of("1").toList());

            servers(engine).resume();
            waiting.join();
        } finally {
            servers(engine).resume();
        }
        assertIds(target).isEqualTo(Stream.of("1", "2").toList());
    }

    @ParameterizedTest
    @EachEngine
    void L2_aRowThatIsCommittedLateOnThePrimaryArrives(Engine engine) throws Exception {
        TestDatabase primary = primary(engine);
        TestDatabase target = target();
        Scenario job = job(engine, primary, target);
        runs(job, "full-sync");
        try (Connection late = primary.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into orders values (2, " + now(engine) + ")");
            for (int i = 3; i <= 4; i++) {
                Thread.sleep(700);
                primary.execute("insert into orders values (" + i + ", " + now(engine) + ")");
                runs(job, "incremental");
            }
            assertIds(target).isEqualTo(Stream.of("1", "3", "4").toList());
            late.commit();
        }
        runs(job, "incremental");

        assertIds(target).isEqualTo(Stream.of("1", "2", "3", "4").toList());
    }

    @ParameterizedTest
    @EachEngine
    void L3_aReplicaInThePrimarysPlaceIsRefused(Engine engine) throws Exception {
        TestDatabase primary = primary(engine);
        TestDatabase target = target();
        runs(job(engine, primary, target), "full-sync");
        Scenario blind = Scenario.between(
                folder, replica(engine, primary), target, "{table: orders, watermark: updated_at}");

        CommandRun refused = blind.run("incremental", "-q", "--accept-drift");

        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(6);
        assertThat(refused.err()).contains("Let url: name the primary, and replica: this s");
    }

    @ParameterizedTest
    @EachEngine
    void L3_whatIsNoReplicaIsRefused(Engine engine) throws Exception {
        TestDatabase primary = primary(engine);
        TestDatabase target = target();
        TestDatabase other = Servers.of(engine).freshDatabase();
        for (TestDatabase wrong : new TestDatabase[] {primary, other}) {
            CommandRun refused = Scenario.between(folder, primary, target, "orders")
                    .readingFrom(wrong)
                    .run("full-sync", "-q");

            assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(6);
            assertThat(refused.err()).contains("replica: names");
        }
        assertIds(target).isEmpty();
    }

    @Test
    void L3_aPrimaryWithoutABinaryLogIsRefused() throws Exception {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        source.execute("create table orders (id int primary key, updated_at timestamp(6) null)");

        CommandRun refused = Scenario.between(folder, source, target(), "orders")
                .readingFrom(source)
                .run("full-sync", "-q");

        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(6);
        assertThat(refused.err())
                .contains("the primary has no position in a binary log")
                .contains("log_bin");
    }
}
