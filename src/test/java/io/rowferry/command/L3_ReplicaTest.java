package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.LogPosition;
import io.rowferry.database.Login;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Replication;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.source.Replica;
import io.rowferry.source.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
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

    private static List<@Nullable String> ids(TestDatabase target) throws SQLException {
        return target.query("select id from orders order by id").stream()
                .map(row -> row.get(0))
                .toList();
    }

    @ParameterizedTest
    @EachEngine
    void L3_aReplicaThatIsBehindIsWaitedForAndThenReadFrom(Engine engine) throws Exception {
        TestDatabase primary = primary(engine);
        TestDatabase target = target();
        Scenario job = job(engine, primary, target);
        runs(job, "full-sync");
        assertThat(ids(target)).containsExactly("1");

        servers(engine).pause();
        try {
            primary.execute("insert into orders values (2, " + now(engine) + ")");
            CommandRun late = job.run("incremental", "-q", "--replica-wait", "300ms");
            assertThat(late.exitCode()).as(late.out() + late.err()).isEqualTo(8);
            assertThat(late.err())
                    .containsPattern(
                            "the replica at .* has not replayed in 0.3 s what is committed on its primary: it is"
                                    + " .+ behind")
                    .contains("--replica-wait");
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> runs(job, "incremental"));
            assertThat(waiting).failsWithin(2, TimeUnit.SECONDS).withThrowableOfType(TimeoutException.class);
            assertThat(ids(target)).containsExactly("1");

            servers(engine).resume();
            waiting.join();
        } finally {
            servers(engine).resume();
        }
        assertThat(ids(target)).containsExactly("1", "2");
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
            primary.execute("insert into orders values (3, " + now(engine) + ")");
            runs(job, "incremental");
            assertThat(ids(target)).containsExactly("1", "3");
            late.commit();
        }
        runs(job, "incremental");

        assertThat(ids(target)).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @EachEngine
    void L3_aReplicaInThePrimarysPlaceIsRefused(Engine engine) throws Exception {
        TestDatabase primary = primary(engine);
        TestDatabase target = target();
        runs(job(engine, primary, target), "full-sync");
        Scenario blind =
                Scenario.between(folder, replica(engine, primary), target, "{table: orders, watermark: updated_at}");

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
        assertThat(ids(target)).isEmpty();
    }

    @Test
    void L3_aReplicaOfAnotherServerIsRefused() throws Exception {
        refuses(Engine.POSTGRESQL, new LogPosition("4711", "0/1"));
        refuses(Engine.MARIADB, new LogPosition("4711", "0-4711-1"));
    }

    private static void refuses(Engine engine, LogPosition another) throws SQLException {
        TestDatabase primary = primary(engine);
        try (Database replica = open(replica(engine, primary));
                Connection connection = replica.connect()) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> replica.engine().behind(connection, another))
                    .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED))
                    .withMessageContaining("the server that replica: names is ");
        }
    }

    /** Where the log ends with a page, the next record's place lies behind a header that no standby replays by itself. */
    @Test
    void L3_aReplicaOfAnIdlePrimaryAtTheEndOfAPageIsUpToDate() throws Exception {
        TestDatabase source = primary(Engine.POSTGRESQL);
        try (Database primary = open(source);
                Database replica = open(replica(Engine.POSTGRESQL, source))) {
            primary.now();
            source.execute("select pg_switch_wal()");

            try (Snapshot snapshot = new Replica(primary, replica, Duration.ofSeconds(5)).open(2)) {
                assertThat(snapshot.readers()).isEqualTo(2);
            }
        }
    }

    /** Others see it before it is written into the log's file. */
    @Test
    void L3_aCommitThatNobodyWaitedForLiesBeforeThePosition() throws Exception {
        TestDatabase source = primary(Engine.POSTGRESQL);
        try (Database primary = open(source);
                Connection session = source.connect();
                Statement statement = session.createStatement()) {
            for (int i = 2; i < 12; i++) {
                statement.execute("insert into orders values (" + i + ", now())");
                String committed = only(statement, "select pg_current_wal_insert_lsn()");
                String position = primary.logPosition().place();
                String ahead = only(statement, "select '" + position + "'::pg_lsn - '" + committed + "'::pg_lsn");
                assertThat(Long.parseLong(ahead))
                        .as("back by the header of a page at most")
                        .isGreaterThanOrEqualTo(-40);
            }
        }
    }

    private static String only(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Database open(TestDatabase database) {
        return Database.openToRead(new Login(database.jdbcUrl(), database.user(), database::password), 4);
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
