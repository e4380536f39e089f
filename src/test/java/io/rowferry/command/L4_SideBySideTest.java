package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** The normal case: incremental every minute, and full-sync beside it at night. */
class L4_SideBySideTest {
    private static final int ROWS = 60_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachEngine
    void L4_incrementalBesideFullSyncEndsEqual(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount decimal(10,2), updated_at timestamptz)",
                "create index by_stamp on orders (updated_at)",
                "insert into orders select i, i / 100.0, now() from generate_series(1, " + ROWS + ") i");
        target.execute("create table orders (id int primary key, amount decimal(10,2), updated_at timestamp(6)"
                + (engine == Engine.POSTGRESQL ? ")" : " null)"));
        Scenario job =
                Scenario.between(folder, source, target, "{table: orders, watermark: updated_at, deletes: sweep}");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        source.execute("update orders set amount = amount + 1, updated_at = clock_timestamp() where id % 3 = 0");

        CompletableFuture<CommandRun> full =
                CompletableFuture.supplyAsync(() -> job.run("full-sync", "-q", "--output", "json"));
        int beside = 0;
        while (!full.isDone()) {
            source.execute(
                    "update orders set amount = amount + 1, updated_at = clock_timestamp() where id % 1000 = " + beside,
                    "insert into orders values (" + (ROWS + 1 + beside) + ", 1.00, now())",
                    "delete from orders where id = " + (beside + 1));
            assertThat(job.run("incremental", "-q").exitCode()).isZero();
            beside++;
        }
        assertThat(full.join().exitCode()).as(full.join().out()).isZero();
        assertThat(beside).as("runs beside it").isPositive();
        assertThat(job.run("incremental", "-q").exitCode()).isZero();
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();

        CommandRun verified = job.verify();
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(target.count("orders")).isEqualTo(ROWS);
    }
}
