package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.RoleLock;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Two runs of a job do not do the same thing at once. */
class RoleLockTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachEngine
    void a_second_run_in_the_same_role_is_told_who_holds_the_lock(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute("create table orders (id int primary key, updated_at timestamptz)");
        target.execute("create table orders (id int primary key, updated_at timestamp(6) null)");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();

        try (Database state = Database.open(new Login(target.jdbcUrl(), target.user(), target::password), 3)) {
            try (RoleLock lock = RoleLock.take(
                    state, "crm", "incremental", "process 1 of nobody on moon", Clock.systemUTC(), Duration.ZERO)) {
                lock.check();
                CommandRun refused = job.run("incremental", "-q");
                assertThat(refused.exitCode()).isEqualTo(7);
                assertThat(refused.err())
                        .contains("another incremental of crm is running: process 1 of nobody on moon since 20")
                        .contains("--wait 50s");
                assertThat(job.run("full-sync", "-q").exitCode())
                        .as("another role is not excluded")
                        .isZero();
            }
            assertThat(job.run("incremental", "-q").exitCode()).isZero();

            RoleLock lock = RoleLock.take(state, "crm", "incremental", "somebody", Clock.systemUTC(), Duration.ZERO);
            CompletableFuture<CommandRun> waiting =
                    CompletableFuture.supplyAsync(() -> job.run("incremental", "-q", "--wait", "60s"));
            Thread.sleep(2_000);
            assertThat(waiting).isNotDone();
            lock.close();
            assertThat(waiting.join().exitCode()).isZero();
        }
    }
}
