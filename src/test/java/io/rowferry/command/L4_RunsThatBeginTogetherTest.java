package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of one job that begin at the same moment take their numbers one after the other. */
class L4_RunsThatBeginTogetherTest {
    /** InnoDB shows the same waits for 100 ms after each look at them. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

    @TempDir
    private Path folder;

    /** Both stand at the row behind a third, who lets them go at once. */
    @ParameterizedTest
    @CsvSource({
        "MARIADB, rowferry_jobs",
        "MARIADB, rowferry_horizons",
        "POSTGRESQL, rowferry.jobs",
        "POSTGRESQL, rowferry.horizons"
    })
    void L4_noneOfThemIsTheVictimOfADeadlock(Engine engine, String ledger) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute("create table orders (id int primary key, updated_at timestamptz)");
        target.execute("create table orders (id int primary key, updated_at timestamp(6) null)");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();

        CompletableFuture<CommandRun> one;
        CompletableFuture<CommandRun> other;
        try (Connection third = target.connect();
                Statement statement = third.createStatement()) {
            third.setAutoCommit(false);
            statement.execute("select * from " + ledger + " where job = 'crm' for update");
            one = CompletableFuture.supplyAsync(() -> job.run("incremental", "-q"));
            other = CompletableFuture.supplyAsync(() -> job.run("full-sync", "-q"));
            awaitWaiting(target, 2, one, other);
            third.commit();
        }

        assertThat(one.join().err()).isEmpty();
        assertThat(other.join().err()).isEmpty();
        assertThat(one.join().exitCode()).isZero();
        assertThat(other.join().exitCode()).isZero();
    }

    private static void awaitWaiting(TestDatabase database, int many, CompletableFuture<?>... runs)
            throws SQLException {
        while (database.waiting() < many) {
            assertThat(runs).noneMatch(CompletableFuture::isDone);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
