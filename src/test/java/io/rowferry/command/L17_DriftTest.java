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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Tables that change between two runs, and in the middle of one. */
class L17_DriftTest {
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    @TempDir
    Path folder;

    private TestDatabase source;
    private TestDatabase target;

    @BeforeEach
    void createTables() throws SQLException {
        source = Servers.postgres().freshDatabase();
        target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table parents (id int primary key)",
                "create table prices (id int primary key, parent int, price numeric(9,2), note text)",
                "insert into parents values (1)",
                "insert into prices select i, 1, i, 'note' from generate_series(1, 100) i");
        target.execute(
                "create table parents (id int primary key)",
                "create table prices (id int primary key, parent int references parents (id), price decimal(9,2), note text)");
    }

    private Scenario job(String drift) throws IOException {
        return Scenario.between(folder, source, target, "parents", "prices").setting("drift: " + drift);
    }

    @Test
    void L17_underFailAnyChangeStopsBeforeARowIsReadAndBothSidesAreShown() throws SQLException, IOException {
        Scenario job = job("fail");
        assertThat(job.sync().exitCode()).isZero();
        source.execute(
                "alter table prices alter price type numeric(7,2), add discount numeric(5,2)",
                "insert into prices values (101, 1, 1, 'new', 2)");

        CommandRun refused = job.run("full-sync", "-q");

        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err()).startsWith("""
                tables have changed since the last run:
                column discount of prices: source numeric(5,2) is new, target has none
                column price of prices: source numeric(9,2) became numeric(7,2), target decimal(9,2) as before
                column discount of prices is not in the target; add it there, or drop: it
                """);
        assertThat(target.count("prices")).isEqualTo(100);

        target.execute("alter table prices add discount decimal(5,2)", "alter table prices modify note varchar(10)");
        refused = job.run("full-sync", "-q");
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err())
                .contains("column discount of prices: source numeric(5,2) is new, target decimal(5,2) is new\n")
                .contains("column note of prices: source text as before, target text became varchar(10)\n")
                .contains("--accept-drift");
        assertThat(job.run("full-sync", "-q", "--accept-drift").exitCode()).isZero();
        assertThat(target.count("prices")).isEqualTo(101);
        assertThat(job.sync().exitCode()).isZero();
    }

    /** A run that only sends does not look at the target, which has not changed by that. */
    @Test
    void L17_aTargetThatWasNotLookedAtIsNotGoneAndIsKeptInMind() throws SQLException, IOException {
        Scenario job = job("fail")
                .setting("state: " + Scenario.endpoint(Servers.postgres().freshDatabase()));
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        assertThat(job.sync().exitCode()).isZero();
        CommandRun sent = job.run("full-sync", "--send-only", "-q");
        assertThat(sent.exitCode()).as(sent.err()).isZero();

        target.execute("alter table prices modify note varchar(10)");
        CommandRun refused = job.run("full-sync", "-q");
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err())
                .contains("column note of prices: source text as before, target text became varchar(10)");

        source.execute("alter table prices alter price type numeric(7,2)", "alter table prices drop note");
        CommandRun seen = job.run("full-sync", "--send-only", "-q");
        assertThat(seen.exitCode()).isEqualTo(6);
        assertThat(seen.err()).contains("column note of prices: source text is gone");
    }

    @Test
    void L17_aChangeThatTakesNothingAwayIsNotedAndGoesOn() throws SQLException, IOException {
        Scenario job = job("fail");
        assertThat(job.sync().exitCode()).isZero();
        source.execute("alter table prices add more int", "alter table prices alter price type numeric(7,2)");
        target.execute("alter table prices add more bigint", "alter table prices modify price decimal(11,2)");

        CommandRun run = job.run("full-sync");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEqualTo("""
                has changed since the last run: column more of prices: source integer is new, target bigint(20) is new
                has changed since the last run: column price of prices: source numeric(9,2) became numeric(7,2), target \
                decimal(9,2) became decimal(11,2)
                """);
    }

    @Test
    void L17_underIgnoreTheColumnsThatBothHaveGoOn() throws SQLException, IOException {
        Scenario job = job("ignore");
        assertThat(job.sync().exitCode()).isZero();
        source.execute("alter table prices add discount int", "insert into prices values (101, 1, 1, 'new', 2)");

        CommandRun run = job.run("full-sync", "-q");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(target.count("prices")).isEqualTo(101);
        assertThat(job.verify().exitCode()).isZero();
        source.execute("alter table prices drop price, add price numeric(9,4)");
        run = job.run("full-sync", "-q");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err())
                .contains(
                        "column price of prices: source numeric(9,2) became numeric(9,4), target decimal(9,2) as before")
                .contains("columns: {cast: {price: \"decimal(9,2)\"}}");
    }

    @Test
    void L17_underAddNullableTheTargetGetsWhatIsNew() throws SQLException, IOException {
        Scenario job = job("add-nullable");
        assertThat(job.sync().exitCode()).isZero();
        source.execute(
                "alter table prices add discount numeric(5,2), add added timestamptz not null default '2026-11-25 00:00+00'",
                "update prices set discount = 0.25");

        CommandRun dry = job.run("full-sync", "--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out())
                .contains(
                        "to be run on the target before:  ALTER TABLE `prices` ADD COLUMN `discount` decimal(5,2) NULL");
        assertThat(target.query("show columns from prices like 'discount'")).isEmpty();
        CommandRun run = job.run("full-sync");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(target.query("select count(*), min(discount), min(added) from prices")
                        .toString())
                .isEqualTo("[[100, 0.25, 2026-11-25 00:00:00.000000]]");
        assertThat(job.verify().exitCode()).isZero();
        assertThat(job.sync().exitCode()).isZero();
    }

    /** A new column that the target has no type for is not left out in silence. */
    @Test
    void L17_underAddNullableWhatCannotBeAddedIsRefused() throws SQLException, IOException {
        Scenario job = job("add-nullable");
        assertThat(job.sync().exitCode()).isZero();
        source.execute("alter table prices add more numeric", "update prices set more = 0.5");

        List<CommandRun> runs = List.of(job.run("full-sync", "--dry-run"), job.run("full-sync", "-q"));
        assertThat(runs).extracting(CommandRun::exitCode).containsExactly(2, 6);
        for (CommandRun run : runs) {
            assertThat(run.out() + run.err())
                    .contains("column more of prices is not in the target, which has no type for numeric;"
                            + " declare a cast:, or drop: it");
        }
        assertThat(target.query("show columns from prices like 'more'")).isEmpty();
    }

    /** The reader's snapshot is older than the change: what it would see of the table is nothing, or something else. */
    @ParameterizedTest
    @EachEngine
    void L17_aTableChangedBehindTheSnapshotIsNoticedBeforeItIsRead(Engine engine) throws Exception {
        boolean postgres = engine == Engine.POSTGRESQL;
        if (!postgres) {
            source = Servers.of(engine).freshDatabase();
            source.execute(
                    "create table parents (id int primary key)",
                    "create table prices (id int primary key, parent int, price decimal(9,2), note text)",
                    "insert into parents values (1)",
                    "insert into prices with recursive n as (select 1 i union all select i + 1 from n where i < 100)"
                            + " select i, 1, i, 'note' from n");
        }
        Scenario job = job("ignore");
        for (String ddl : new String[] {
            "alter table prices add more int default 5",
            postgres ? "alter table prices alter id type bigint" : "alter table prices modify id bigint not null",
            postgres ? "truncate table prices" : "alter table prices drop note"
        }) {
            // The target's parents wait, and with them the children, which nobody has touched yet.
            CompletableFuture<CommandRun> running;
            Connection lock = lockedParents();
            try {
                running = CompletableFuture.supplyAsync(() -> job.run("full-sync", "-q"));
                awaitWaiting();
                source.execute(ddl);
            } finally {
                lock.close();
            }
            CommandRun run = running.join();

            assertThat(run.exitCode()).as(ddl + run.err()).isEqualTo(6);
            assertThat(run.err()).contains("prices").contains("changed");
        }
        assertThat(target.count("prices")).isZero();
    }

    private Connection lockedParents() throws SQLException {
        Connection connection = target.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock tables parents write");
        }
        return connection;
    }

    /** Waits until a run stands at a lock of the target. */
    private void awaitWaiting() throws SQLException {
        long end = System.nanoTime() + PATIENCE;
        while (target.waiting() == 0) {
            assertThat(System.nanoTime()).as("a run waits for the lock").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void L17_aTargetThatChangesUnderTheAppliersIsLookedAtAgain() throws Exception {
        TestDatabase other = Servers.postgres().freshDatabase();
        other.execute(
                "create table parents (id int primary key)",
                "create table prices (id int primary key, parent int references parents (id), price decimal(9,2), note text)");
        target = other;
        Scenario job = job("ignore");
        CompletableFuture<CommandRun> running;
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table prices in access exclusive mode");
            running = CompletableFuture.supplyAsync(() -> job.run("full-sync", "-q"));
            awaitWaiting();
            statement.execute("alter table prices alter price type numeric(9,1)");
            connection.commit();
        }
        CommandRun run = running.join();

        assertThat(run.exitCode()).as(run.err()).isEqualTo(6);
        assertThat(run.err()).contains("column price of prices does not fit: ").contains("the batch waits");
        assertThat(target.count("prices")).isZero();
        assertThat(target.query("select count(*) from rowferry.batches where table_name = 'prices'")
                        .toString())
                .isEqualTo("[[0]]");

        target.execute("alter table prices alter price type numeric(9,2)");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        assertThat(target.count("prices")).isEqualTo(100);
        assertThat(job.verify().exitCode()).isZero();
    }
}
