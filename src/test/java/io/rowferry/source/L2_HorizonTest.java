package io.rowferry.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.OpenTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The horizon stays below the stamp of every row that is not committed yet, and moves on when it is. The servers are
 * shared: other tests' transactions may hold it back longer, never let it pass.
 */
class L2_HorizonTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ExecutorService aside = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        aside.shutdownNow();
    }

    /** A source whose horizon is watched. */
    private record Source(TestDatabase database, Database seen) implements AutoCloseable {
        static Source of(Engine engine) throws SQLException {
            TestDatabase database = Servers.of(engine).freshDatabase();
            database.execute("create table t (id int primary key, stamp timestamp(6) null)");
            return new Source(database, open(database));
        }

        static Database open(TestDatabase database) {
            return Database.openToRead(new Login(database.jdbcUrl(), database.user(), database::password), 3);
        }

        /** Looks again and again until the horizon has passed the moment. */
        Horizon past(Horizon horizon, Instant moment) throws InterruptedException {
            long end = System.nanoTime() + SOON.toNanos();
            Horizon now = horizon;
            while (now.proven() == null || !now.proven().isAfter(moment)) {
                assertThat(System.nanoTime())
                        .as("the horizon moves on, held by " + now.holders())
                        .isLessThan(end);
                Thread.sleep(50);
                now = now.after(seen.openTransactions());
            }
            return now;
        }

        void awaitWaitingForLock(int number) throws SQLException, InterruptedException {
            while (database.query(
                            "select 1 from pg_locks where locktype = 'advisory' and not granted and objid = " + number
                                    + " and database = (select oid from pg_database where datname = current_database())")
                    .isEmpty()) {
                Thread.sleep(10);
            }
        }

        @Override
        public void close() {
            seen.close();
        }
    }

    private static Instant stamp(Statement statement, Engine engine) throws SQLException {
        String now = engine == Engine.POSTGRESQL ? "select now() at time zone 'UTC'" : "select utc_timestamp(6)";
        try (ResultSet result = statement.executeQuery(now)) {
            result.next();
            return result.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
        }
    }

    @ParameterizedTest
    @EachEngine
    void L2_aTransactionThatIsOpenKeepsTheHorizonBelowItsStamps(Engine engine) throws Exception {
        try (Source source = Source.of(engine);
                Connection writer = source.database().connect();
                Statement statement = writer.createStatement()) {
            Horizon before = Horizon.NONE.after(source.seen().openTransactions());
            writer.setAutoCommit(false);
            Instant stamp = stamp(statement, engine);
            statement.execute("insert into t values (1, now())");
            Horizon during = before;
            for (int i = 0; i < 15; i++) {
                Thread.sleep(100);
                during = during.after(source.seen().openTransactions());
                assertThat(during.proven() == null || !during.proven().isAfter(stamp))
                        .as("%s before %s", during.proven(), stamp)
                        .isTrue();
            }
            assertThat(during.holders()).isNotEmpty();
            writer.commit();

            source.past(during, stamp);
        }
    }

    /** No transaction id is given out before the first write: whoever asks for writers alone misses it. */
    @Test
    void L2_aTransactionThatHasOnlyReadTheClockHoldsToo() throws Exception {
        try (Source source = Source.of(Engine.POSTGRESQL);
                Connection writer = source.database().connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            Instant stamp = stamp(statement, Engine.POSTGRESQL);
            Thread.sleep(1_500);

            Horizon during = Horizon.NONE.after(source.seen().openTransactions());
            statement.execute("insert into t values (1, now())");
            during = during.after(source.seen().openTransactions());
            assertThat(during.proven() == null || !during.proven().isAfter(stamp))
                    .isTrue();
            writer.commit();

            source.past(during, stamp);
        }
    }

    /**
     * The transactions of one message have one stamp, that of the message, as psql -c and drivers without parameters send
     * it. The second one is younger than the moment that the first one held back, and its rows are older.
     */
    @Test
    void L2_aTransactionThatFollowsAnotherInOneMessageHoldsAsTheFirst() throws Exception {
        try (Source source = Source.of(Engine.POSTGRESQL);
                Connection holder = source.database().connect();
                Statement held = holder.createStatement();
                Connection writer = source.database().connect("preferQueryMode=simple");
                Statement message = writer.createStatement()) {
            held.execute("select pg_advisory_lock(1), pg_advisory_lock(2)");
            CompletableFuture<Void> writing = CompletableFuture.runAsync(
                    () -> {
                        try {
                            message.execute(
                                    "begin; select pg_advisory_xact_lock(1); commit;"
                                            + " insert into t values (1, now() at time zone 'UTC'); select pg_advisory_lock(2)");
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    aside);
            source.awaitWaitingForLock(1);
            Thread.sleep(1_200);
            Horizon during = Horizon.NONE.after(source.seen().openTransactions());
            held.execute("select pg_advisory_unlock(1)");
            source.awaitWaitingForLock(2);
            for (int i = 0; i < 3; i++) {
                during = during.after(source.seen().openTransactions());
            }
            held.execute("select pg_advisory_unlock(2)");
            writing.join();
            Instant stamp = Instant.parse(source.database()
                    .query("select to_char(stamp, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from t")
                    .get(0)
                    .get(0));
            assertThat(during.proven() == null || !during.proven().isAfter(stamp))
                    .as("%s before %s", during.proven(), stamp)
                    .isTrue();

            source.past(during, stamp);
        }
    }

    /** PostgreSQL shows it under another name, in another view, from the moment of PREPARE on. */
    @Test
    void L2_aPreparedTransactionHoldsUntilItsSecondPhase() throws Exception {
        try (Source source = Source.of(Engine.POSTGRESQL);
                Connection writer = source.database().connect();
                Statement statement = writer.createStatement()) {
            statement.execute("begin");
            Instant stamp = stamp(statement, Engine.POSTGRESQL);
            statement.execute("insert into t values (1, now())");
            Horizon during = Horizon.NONE.after(source.seen().openTransactions());
            statement.execute("prepare transaction 'held'");
            Thread.sleep(1_200);
            for (int i = 0; i < 3; i++) {
                during = during.after(source.seen().openTransactions());
                assertThat(during.proven() == null || !during.proven().isAfter(stamp))
                        .isTrue();
            }
            assertThat(during.holders()).extracting(OpenTransaction::id).contains("held");
            statement.execute("commit prepared 'held'");

            source.past(during, stamp);
        }
    }

    /** Once prepared, it is listed under no session, and its number is another one. */
    @Test
    void L2_anXaBranchWhoseSessionIsGoneHolds() throws Exception {
        try (Source source = Source.of(Engine.MARIADB)) {
            Instant stamp;
            Horizon during;
            try (Connection writer = source.database().connect();
                    Statement statement = writer.createStatement()) {
                statement.execute("xa start 'branch'");
                stamp = stamp(statement, Engine.MARIADB);
                statement.execute("insert into t values (1, now(6))");
                during = Horizon.NONE.after(source.seen().openTransactions());
                statement.execute("xa end 'branch'");
                statement.execute("xa prepare 'branch'");
            }
            Thread.sleep(1_200);
            for (int i = 0; i < 3; i++) {
                during = during.after(source.seen().openTransactions());
                assertThat(during.proven() == null || !during.proven().isAfter(stamp))
                        .isTrue();
            }
            source.database().execute("xa commit 'branch'");

            source.past(during, stamp);
        }
    }

    /**
     * A statement has its stamp before it gets its metadata lock, and is no transaction until then; afterwards its
     * transaction claims to have begun later than the row was stamped.
     */
    @Test
    void L2_aStatementThatWaitsForAMetadataLockHoldsAndSoDoesItsTransaction() throws Exception {
        try (Source source = Source.of(Engine.MARIADB);
                Connection locker = source.database().connect();
                Statement lock = locker.createStatement();
                Connection writer = source.database().connect();
                Statement statement = writer.createStatement()) {
            lock.execute("lock tables t write");
            writer.setAutoCommit(false);
            Instant stamp = stamp(statement, Engine.MARIADB);
            writer.commit();
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(
                    () -> {
                        try {
                            statement.execute("insert into t values (1, now(6))");
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    aside);
            Thread.sleep(1_500);
            Horizon during = Horizon.NONE.after(source.seen().openTransactions());
            assertThat(during.holders()).extracting(OpenTransaction::kind).contains(OpenTransaction.Kind.STATEMENT);
            lock.execute("unlock tables");
            waiting.join();
            Thread.sleep(1_500);
            for (int i = 0; i < 3; i++) {
                during = during.after(source.seen().openTransactions());
                assertThat(during.proven() == null || !during.proven().isAfter(stamp))
                        .as("%s before %s", during.proven(), stamp)
                        .isTrue();
            }
            writer.commit();

            source.past(during, stamp);
        }
    }

    @ParameterizedTest
    @EachEngine
    void L2_rowferrysOwnReadersAreNotWaitedFor(Engine engine) throws Exception {
        try (Source source = Source.of(engine);
                Snapshot reading = Snapshot.open(source.seen(), 1)) {
            assertThat(reading.readers()).isEqualTo(1);
            String own = engine == Engine.POSTGRESQL
                    ? "select pid from pg_stat_activity where datname = current_database()"
                    : "select id from information_schema.processlist where db = database()";
            List<String> sessions = source.database().query(own).stream()
                    .map(row -> String.valueOf(row.get(0)))
                    .toList();
            assertThat(sessions).hasSizeGreaterThan(2);
            assertThat(source.seen().openTransactions().open())
                    .extracting(OpenTransaction::session)
                    .doesNotContainAnyElementsOf(sessions);
        }
    }

    @Test
    void L2_aLoginWithoutAnyGrantSeesAllOfPostgres() throws Exception {
        try (Source source = Source.of(Engine.POSTGRESQL);
                Connection writer = source.database().connect("ApplicationName=billing");
                Statement statement = writer.createStatement()) {
            source.database().execute("create role plain login password 'plain'");
            writer.setAutoCommit(false);
            stamp(statement, Engine.POSTGRESQL);
            try (Database plain = Source.open(source.database().as("plain", "plain"))) {
                assertThat(plain.openTransactions().open())
                        .extracting(OpenTransaction::application)
                        .contains("billing");
            }
        }
    }

    @Test
    void L3_withoutTheRightToSeeProcessesMariaDbIsRefusedWithTheGrant() throws Exception {
        try (Source source = Source.of(Engine.MARIADB)) {
            source.database()
                    .execute(
                            "create user plain@'127.0.0.1' identified by 'plain'",
                            "grant select on " + source.database().name() + ".* to plain@'127.0.0.1'");
            try (Database plain = Source.open(source.database().as("plain", "plain"))) {
                assertThatThrownBy(plain::openTransactions).isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
                    assertThat(failure.remedy()).contains("GRANT PROCESS ON *.* TO 'plain'@'127.0.0.1'");
                });
            }
        }
    }

    /** The server then answers from a copy of the past, in which what is new is not open. */
    @Test
    void L2_aMonitorThatAsksAllTheTimeHidesNothing() throws Exception {
        try (Source source = Source.of(Engine.MARIADB);
                Connection monitoring = source.database().connect();
                Statement monitor = monitoring.createStatement();
                Connection writer = source.database().connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            CountDownLatch watched = new CountDownLatch(3);
            CompletableFuture<Void> watching = CompletableFuture.runAsync(
                    () -> {
                        while (!aside.isShutdown()) {
                            try (ResultSet open = monitor.executeQuery("select * from information_schema.innodb_trx")) {
                                open.next();
                                watched.countDown();
                                Thread.sleep(20);
                            } catch (SQLException | InterruptedException e) {
                                return;
                            }
                        }
                    },
                    aside);
            watched.await();
            statement.execute("insert into t values (1, now(6))");

            try {
                // A monitor that is kept from asking for a moment, as on a busy machine, lets the server look afresh.
                sees(source);
            } catch (Failure e) {
                assertThat(e).hasMessageContaining("something else asks information_schema.innodb_trx so often");
            }
            aside.shutdownNow();
            watching.join();
            sees(source);
        }
    }

    private static void sees(Source source) {
        assertThat(source.seen().openTransactions().open())
                .extracting(OpenTransaction::kind)
                .contains(OpenTransaction.Kind.TRANSACTION);
    }

    @Test
    void L2_aHorizonSurvivesTheStateStore() throws Exception {
        try (Source source = Source.of(Engine.POSTGRESQL);
                Connection writer = source.database().connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            stamp(statement, Engine.POSTGRESQL);
            Horizon horizon = Horizon.NONE
                    .after(source.seen().openTransactions())
                    .after(source.seen().openTransactions());
            assertThat(horizon.pending()).isNotEmpty();
            assertThat(HorizonText.read(HorizonText.of(horizon))).isEqualTo(horizon);
            assertThat(HorizonText.read(HorizonText.of(Horizon.NONE))).isEqualTo(Horizon.NONE);
        }
    }
}
