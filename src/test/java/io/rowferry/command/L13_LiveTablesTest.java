package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Rows that are on their way are no differences; rows that differ are found all the same. */
class L13_LiveTablesTest {
    private static final String ENTRY = "{table: orders, watermark: updated_at, deletes: 'tombstones:gone'}";
    private static final int COLD = 500;
    private static final int ALL = 1_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    private Scenario start(Engine engine, String settle) throws SQLException, IOException {
        source = Servers.postgres().freshDatabase();
        target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount decimal(10,2), updated_at timestamptz not null)",
                "create index by_stamp on orders (updated_at)",
                "create table gone (id int not null, deleted_at timestamptz not null)",
                "insert into orders select i, i, now() - interval '1 hour' from generate_series(1, " + ALL + ") i");
        target.execute("create table orders (id int primary key, amount decimal(10,2), updated_at "
                + engine.type("timestamptz", "timestamp(6)") + " not null)");
        Scenario job = Scenario.between(folder, source, target, ENTRY).setting("verify: {settle: " + settle + "}");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        return job;
    }

    private static CommandRun verify(Scenario job) {
        return job.run("verify", "--output", "json");
    }

    /** Changes, adds and removes rows above the cold ones, one transaction after the other. */
    private void write(AtomicBoolean stop) {
        Random random = new Random(7);
        try (Connection connection = source.connect()) {
            for (int next = ALL + 1; !stop.get(); next++) {
                int id = COLD + 1 + random.nextInt(ALL - COLD);
                // One row is written all the time.
                run(
                        connection,
                        "update orders set amount = amount + 1, updated_at = clock_timestamp() where id = ?",
                        ALL);
                run(
                        connection,
                        "update orders set amount = amount + 1, updated_at = clock_timestamp() where id = ?",
                        id);
                run(connection, "insert into orders values (?, 1, clock_timestamp())", next);
                if (next % 4 == 0) {
                    run(
                            connection,
                            "with d as (delete from orders where id = ? returning id)"
                                    + " insert into gone select id, clock_timestamp() from d",
                            next - 2);
                }
                Thread.sleep(2);
            }
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void run(Connection connection, String sql, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id);
            statement.execute();
        }
    }

    @ParameterizedTest
    @EachEngine
    void L13_underConstantWritesEveryPlantedDifferenceIsFoundAndNoOther(Engine engine) throws Exception {
        Scenario job = start(engine, "20s");
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(stop));
        CompletableFuture<CommandRun> reader = new CompletableFuture<>();
        Thread incremental =
                new Thread(() -> reader.complete(job.run("incremental", "--every", "1s", "-q", "--output", "json")));
        incremental.start();
        try {
            for (int round = 0; round < 3; round++) {
                CommandRun equal = verify(job);
                assertThat(equal.exitCode())
                        .as(equal.out() + equal.err() + (reader.isDone() ? reader.join() : ""))
                        .isZero();
            }
            target.execute(
                    "update orders set amount = 0 where id = 7",
                    "delete from orders where id = 77",
                    "insert into orders select -1, 1, updated_at from orders where id = 8");

            CommandRun found = verify(job);
            assertThat(found.out() + found.err())
                    .contains("\"missing\":1,\"extra\":1,\"changed\":1,\"newerOnTarget\":0,\"verdict\":\"different\"")
                    .contains("\"settling\":0,")
                    .contains("\"key\":[\"7\"]")
                    .contains("\"key\":[\"77\"]")
                    .contains("\"key\":[\"-1\"]");
            CommandRun mended = job.run("verify", "--repair", "--delete-extra", "-q", "--output", "json");
            assertThat(mended.exitCode()).as(mended.out() + mended.err()).isZero();
            assertThat(reader).as("rows are brought all the time").isNotDone();
        } finally {
            stop.set(true);
            incremental.interrupt();
            reader.join();
            writer.join();
        }
    }

    /** Nobody brings what was written since, so that nobody can tell. */
    @Test
    void L13_whatWasWrittenSinceTheLastRunIsNotCalledEqualAndNotDifferent() throws Exception {
        Scenario job = start(Engine.MARIADB, "200ms");
        Thread.sleep(1_100); // the watermark stays a second behind
        source.execute("update orders set amount = 0, updated_at = clock_timestamp() where id = 3");

        CommandRun unknown = verify(job);
        assertThat(unknown.exitCode()).as(unknown.out() + unknown.err()).isEqualTo(8);
        assertThat(unknown.out())
                .contains("\"changed\":0,\"newerOnTarget\":0,\"verdict\":\"settling\"")
                .contains("\"settling\":1,");

        assertThat(job.run("incremental", "-q").exitCode()).isZero();
        assertThat(verify(job).exitCode()).isZero();
    }

    @Test
    void L13_rejectedRowsAreNamedAsSuch() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "0s");
        target.execute("delete from orders where id in (13, 14)", "alter table orders add check (amount <> 13)");
        assertThat(job.run("full-sync", "-q").exitCode()).isEqualTo(4);
        target.execute("delete from orders where id = 14");

        CommandRun found = verify(job);
        assertThat(found.exitCode()).as(found.err()).isEqualTo(3);
        assertThat(found.out())
                .contains("\"missing\":2,")
                .contains("\"rejected\":1,")
                .contains("\"key\":[\"13\"],\"cause\":\"rejected: constraint\"")
                .contains("\"key\":[\"14\"],\"cause\":null");
    }

    @Test
    void status_tells_when_a_table_was_last_proven_equal() throws Exception {
        Scenario job = start(Engine.MARIADB, "0s");
        assertThat(job.run("status", "--output", "json").out()).contains("\"provenEqual\":null");
        assertThat(job.run("status").out()).doesNotContain("proven equal");

        assertThat(verify(job).exitCode()).isZero();
        String proven =
                job.run("status", "--output", "json").out().replaceFirst("(?s).*\"provenEqual\":(\"[^\"]*\").*", "$1");
        assertThat(proven).startsWith("\"20");
        assertThat(job.run("status").out()).contains(" · proven equal 20");

        target.execute("delete from orders where id = 1");
        assertThat(verify(job).exitCode()).isEqualTo(3);
        assertThat(job.run("verify", "--depth", "count").exitCode()).isEqualTo(3);
        assertThat(job.run("status", "--output", "json").out()).contains("\"provenEqual\":" + proven);
    }

    @Test
    void run_time_stops_at_an_edge_and_the_next_verify_goes_on() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "0s");
        source.execute("insert into orders select i, 1, '2026-01-01' from generate_series(2000, 47000) i");
        target.execute(
                "insert into orders select i, 1, '2026-01-01' from generate_series(2000, 47000) i",
                "update orders set amount = 0 where id in (1, 46000)");

        String[] timed = {"verify", "--run-time", "1ms", "--output", "json"};
        CommandRun first = job.run(timed[0], timed[1], timed[2], timed[3], timed[4]);
        assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(3);
        assertThat(first.out())
                .contains("\"sourceRows\":20000,")
                .contains("\"changed\":1,")
                .contains("\"complete\":false");
        CommandRun last = first;
        int runs = 1;
        while (last.out().contains("\"complete\":false")) {
            last = job.run(timed[0], timed[1], timed[2], timed[3], timed[4]);
            runs++;
        }
        assertThat(runs).isBetween(2, 10);
        assertThat(last.out())
                .contains("\"sourceRows\":46001,\"targetRows\":46001,")
                .contains("\"changed\":2,");
        assertThat(verify(job).out()).contains("\"sourceRows\":46001,").contains("\"changed\":2,");
    }
}
